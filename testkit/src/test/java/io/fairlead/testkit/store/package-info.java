/** The contract on the store in memory: it shows that the contract can be kept. */
@NullMarked
package io.fairlead.testkit.store;

import org.jspecify.annotations.NullMarked;
