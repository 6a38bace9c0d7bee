/**
 * Measurements, run by hand: each prints a table of Fairlead beside a real peer, measured in the
 * same run and given as ratios, and says how it was made. Never here: anything that a test times.
 */
@NullMarked
package io.fairlead.bench;

import org.jspecify.annotations.NullMarked;
