/**
 * How a network is realised on a node: what planners are asked, and what they are asked from.
 *
 * <p>Lives here: the interface of a dataplane and the records it plans from. Never here: a plan of
 * any one dataplane, effects.
 */
@NullMarked
package io.fairlead.spi.dataplane;

import org.jspecify.annotations.NullMarked;
