/**
 * Networks over many hosts by Ethernet in UDP.
 *
 * <p>Lives here: the plan of the dataplane {@code vxlan}. Never here: effects, other dataplanes.
 */
@NullMarked
package io.fairlead.dataplane.vxlan;

import org.jspecify.annotations.NullMarked;
