/**
 * The connected sockets of a network namespace: listed, and ended.
 *
 * <p>Lives here: the conversation with sock_diag, and what the kernel lacks for it. Never here: who
 * is to be cut off.
 */
@NullMarked
package io.fairlead.linux.sockdiag;

import org.jspecify.annotations.NullMarked;
