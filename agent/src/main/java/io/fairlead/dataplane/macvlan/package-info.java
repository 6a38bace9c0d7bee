/**
 * The dataplane {@code macvlan}.
 *
 * <p>Lives here: its planner. Never here: effects, other dataplanes.
 */
@NullMarked
package io.fairlead.dataplane.macvlan;

import org.jspecify.annotations.NullMarked;
