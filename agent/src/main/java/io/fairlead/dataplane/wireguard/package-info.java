/**
 * Networks whose packets travel encrypted between hosts.
 *
 * <p>Lives here: the plan of the dataplane {@code wireguard}. Never here: effects, keys, other
 * dataplanes.
 */
@NullMarked
package io.fairlead.dataplane.wireguard;

import org.jspecify.annotations.NullMarked;
