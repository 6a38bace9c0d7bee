/** The health engine with probes in memory, on time that the test moves. */
@NullMarked
package io.fairlead.health;

import org.jspecify.annotations.NullMarked;
