/**
 * Networks whose packets travel between hosts through OpenVPN, by a link for each pair of nodes.
 *
 * <p>Lives here: the plan of the dataplane {@code openvpn}, and which port is which pair's. Never
 * here: effects, keys, other dataplanes.
 */
@NullMarked
package io.fairlead.dataplane.openvpn;

import org.jspecify.annotations.NullMarked;
