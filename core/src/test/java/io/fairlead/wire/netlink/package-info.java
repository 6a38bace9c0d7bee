/** Tests of netlink messages as bytes. */
@NullMarked
package io.fairlead.wire.netlink;

import org.jspecify.annotations.NullMarked;
