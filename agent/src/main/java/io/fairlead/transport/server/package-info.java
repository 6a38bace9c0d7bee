/**
 * An HTTP/1.1 server over TCP and unix sockets, bounded in all it takes from outside, for every
 * view that speaks HTTP.
 *
 * <p>Lives here: connections, limits, routes, problems (RFC 9457), bodies that are pulled as the
 * client takes them. A request that waits holds no thread and no timer of its own. Never here: what
 * any route answers.
 */
@NullMarked
package io.fairlead.transport.server;

import org.jspecify.annotations.NullMarked;
