/** The store on consul. */
@NullMarked
package io.fairlead.stores.consul;

import org.jspecify.annotations.NullMarked;
