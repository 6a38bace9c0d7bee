/** The kernel in memory keeps the contract. */
@NullMarked
package io.fairlead.testkit.kernel;

import org.jspecify.annotations.NullMarked;
