/**
 * Open vSwitch beside the kernel: its database (OVSDB, RFC 7047) and the flows of its bridges
 * (OpenFlow 1.3), each on a unix socket.
 *
 * <p>Lives here: how switches, their ports and flows are seen and brought about. Never here: which
 * there should be, or programs that are started.
 */
@NullMarked
package io.fairlead.ovs;

import org.jspecify.annotations.NullMarked;
