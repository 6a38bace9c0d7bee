/** Tests of the dataplane {@code openvpn} that look into it. */
@NullMarked
package io.fairlead.dataplane.openvpn;

import org.jspecify.annotations.NullMarked;
