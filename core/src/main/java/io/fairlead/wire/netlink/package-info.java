/**
 * The kernel's network configuration as bytes (netlink, rtnetlink): requests written, replies read,
 * and what an error number means in words.
 *
 * <p>Lives here: the codec and its records, in the byte order of the machine unless a field says
 * otherwise. Never here: sockets, native calls, threads, or what a link is for. Readers survive any
 * bytes: they answer, or throw {@link io.fairlead.wire.netlink.MalformedMessage}.
 */
@NullMarked
package io.fairlead.wire.netlink;

import org.jspecify.annotations.NullMarked;
