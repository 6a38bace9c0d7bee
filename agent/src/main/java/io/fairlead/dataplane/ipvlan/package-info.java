/**
 * The dataplane {@code ipvlan}.
 *
 * <p>Lives here: its planner. Never here: effects, other dataplanes.
 */
@NullMarked
package io.fairlead.dataplane.ipvlan;

import org.jspecify.annotations.NullMarked;
