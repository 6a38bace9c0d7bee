/** The store on etcd. */
@NullMarked
package io.fairlead.stores.etcd;

import org.jspecify.annotations.NullMarked;
