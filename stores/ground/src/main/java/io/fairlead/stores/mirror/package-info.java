/**
 * What mirrors of this node's instances in other products' layouts stand on.
 *
 * <p>Lives here: their URLs, the names that Registrator gives things, layouts of plain keys, and
 * what a session's keys should be. Never here: a server's protocol.
 */
@NullMarked
package io.fairlead.stores.mirror;

import org.jspecify.annotations.NullMarked;
