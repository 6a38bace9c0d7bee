/**
 * What every store must do, as tests, and a store in memory that does it.
 *
 * <p>Lives here: {@link io.fairlead.testkit.store.MemoryStore} and the contract. Never here:
 * anything that knows one particular store.
 */
@NullMarked
package io.fairlead.testkit.store;

import org.jspecify.annotations.NullMarked;
