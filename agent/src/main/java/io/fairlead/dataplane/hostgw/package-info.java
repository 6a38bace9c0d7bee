/**
 * Networks over the hosts of one subnet by plain routes.
 *
 * <p>Lives here: the plan of the dataplane {@code host-gw}. Never here: effects, other dataplanes.
 */
@NullMarked
package io.fairlead.dataplane.hostgw;

import org.jspecify.annotations.NullMarked;
