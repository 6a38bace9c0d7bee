/**
 * Encrypted links that a program beside the kernel keeps, and the kernel that makes them or lets
 * that program make them.
 *
 * <p>Lives here: wireguard-go and its socket, what decides between it and the kernel. Never here:
 * what should be encrypted, the kernel's own messages.
 */
@NullMarked
package io.fairlead.tunnel;

import org.jspecify.annotations.NullMarked;
