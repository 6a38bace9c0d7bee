/**
 * Linux as the place where networks are configured.
 *
 * <p>Lives here: {@code Kernel} on rtnetlink, nftables and sysctls. Never here: what should be
 * configured; that is planned elsewhere. Only this room and those below it use native access.
 */
@NullMarked
package io.fairlead.linux;

import org.jspecify.annotations.NullMarked;
