/**
 * The routers around a host, told by BGP where this node's containers are: through the host's own
 * BIRD.
 *
 * <p>Lives here: what is announced, BIRD's configuration of it, and BIRD's control socket. Never
 * here: routes in the kernel, or which networks there are.
 */
@NullMarked
package io.fairlead.bird;

import org.jspecify.annotations.NullMarked;
