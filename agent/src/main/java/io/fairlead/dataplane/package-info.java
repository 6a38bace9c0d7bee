/**
 * The ground of all dataplanes: a container's port, a network's bridge, what passes between
 * networks and the outside, and which dataplane {@code auto} means.
 *
 * <p>Lives here: pure planning that several dataplanes share. Never here: effects, views, stores.
 */
@NullMarked
package io.fairlead.dataplane;

import org.jspecify.annotations.NullMarked;
