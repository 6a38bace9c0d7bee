/**
 * Conversations with the kernel's network configuration: requests and their acks, lists, changes as
 * they happen.
 *
 * <p>Lives here: sockets of rtnetlink, what belongs to which request, what is tried again. Never
 * here: the bytes ({@code wire.netlink}), or what should be configured.
 */
@NullMarked
package io.fairlead.linux.rtnetlink;

import org.jspecify.annotations.NullMarked;
