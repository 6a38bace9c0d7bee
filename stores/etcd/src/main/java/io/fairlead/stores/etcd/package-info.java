/**
 * The store on etcd, over the JSON gateway that each etcd server has.
 *
 * <p>Lives here: what a read, a transaction, a lease and a watch are in etcd's v3 API. Never here:
 * connections; what the keys mean.
 */
@NullMarked
package io.fairlead.stores.etcd;

import org.jspecify.annotations.NullMarked;
