/**
 * Networks whose containers stand on a switch of Open vSwitch.
 *
 * <p>Lives here: the plan of the dataplane {@code ovs}. Never here: effects, other dataplanes.
 */
@NullMarked
package io.fairlead.dataplane.ovs;

import org.jspecify.annotations.NullMarked;
