/**
 * Encrypted links that a program beside the kernel keeps, and the kernel that makes them or lets
 * that program make them.
 *
 * <p>Lives here: wireguard-go and its socket, what decides between it and the kernel; openvpn, what
 * it is told, and this node's certificate for it. Never here: what should be encrypted, the
 * kernel's own messages.
 */
@NullMarked
package io.fairlead.tunnel;

import org.jspecify.annotations.NullMarked;
