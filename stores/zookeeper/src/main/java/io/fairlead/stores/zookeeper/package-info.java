/**
 * The store on ZooKeeper, by its own wire protocol.
 *
 * <p>Lives here: connections to an ensemble, keys as znodes, changes as multi requests. Never here:
 * revisions and leases, which {@code stores.logged} keeps in keys; ephemeral znodes.
 */
@NullMarked
package io.fairlead.stores.zookeeper;

import org.jspecify.annotations.NullMarked;
