/** The logged store on a key server in memory: the contract, faults at every step, time. */
@NullMarked
package io.fairlead.stores.logged;

import org.jspecify.annotations.NullMarked;
