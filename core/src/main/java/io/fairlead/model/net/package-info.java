/**
 * Networks that span the cluster: their pools, the blocks that nodes hold of them, and the
 * endpoints that containers have on them.
 *
 * <p>Lives here: records that cannot be made invalid. Never here: who allocates (ipam), how a
 * network is realised (a dataplane), effects.
 */
@NullMarked
package io.fairlead.model.net;

import org.jspecify.annotations.NullMarked;
