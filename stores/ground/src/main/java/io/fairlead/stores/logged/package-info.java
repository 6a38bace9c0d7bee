/**
 * A store on any server that can compare and set several keys at once: revisions, a bounded log of
 * changes, leases and their end are kept in keys of that server.
 *
 * <p>Lives here: the layout of those keys and what is done with them, the same for Consul and
 * ZooKeeper. Never here: a protocol; sockets.
 */
@NullMarked
package io.fairlead.stores.logged;

import org.jspecify.annotations.NullMarked;
