/** The store on real ZooKeeper servers, whole and broken. */
@NullMarked
package io.fairlead.stores.zookeeper;

import org.jspecify.annotations.NullMarked;
