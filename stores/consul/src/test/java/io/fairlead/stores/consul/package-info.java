/** The store on real Consul servers: the contract, and what it survives. */
@NullMarked
package io.fairlead.stores.consul;

import org.jspecify.annotations.NullMarked;
