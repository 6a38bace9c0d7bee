/**
 * The dataplane {@code auto}: for each pair of nodes the way that carries.
 *
 * <p>Lives here: its plan. Never here: which way carries, effects, other dataplanes.
 */
@NullMarked
package io.fairlead.dataplane.auto;

import org.jspecify.annotations.NullMarked;
