/**
 * Time that a test moves by hand.
 *
 * <p>Lives here: {@link io.fairlead.testkit.time.ManualTime}. Never here: anything that reads a
 * real clock to decide what a test sees.
 */
@NullMarked
package io.fairlead.testkit.time;

import org.jspecify.annotations.NullMarked;
