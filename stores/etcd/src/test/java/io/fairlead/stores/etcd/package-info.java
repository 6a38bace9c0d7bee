/** The store on etcd against its contract and against faults of real servers. */
@NullMarked
package io.fairlead.stores.etcd;

import org.jspecify.annotations.NullMarked;
