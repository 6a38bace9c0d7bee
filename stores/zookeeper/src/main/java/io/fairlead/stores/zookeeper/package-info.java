/** The store on zookeeper. */
@NullMarked
package io.fairlead.stores.zookeeper;

import org.jspecify.annotations.NullMarked;
