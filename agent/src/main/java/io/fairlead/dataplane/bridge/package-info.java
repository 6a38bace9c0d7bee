/**
 * Networks of one host.
 *
 * <p>Lives here: the plan of the dataplane {@code bridge}. Never here: effects, other dataplanes.
 */
@NullMarked
package io.fairlead.dataplane.bridge;

import org.jspecify.annotations.NullMarked;
