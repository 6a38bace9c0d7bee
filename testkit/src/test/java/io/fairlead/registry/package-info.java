/** The engines against a store in memory, on time that the test moves. */
@NullMarked
package io.fairlead.registry;

import org.jspecify.annotations.NullMarked;
