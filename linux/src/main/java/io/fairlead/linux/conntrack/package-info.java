/**
 * The flows that a network namespace remembers: listed, and forgotten.
 *
 * <p>Lives here: the conversation with conntrack, and what the kernel lacks for it. Never here:
 * which flows are stale.
 */
@NullMarked
package io.fairlead.linux.conntrack;

import org.jspecify.annotations.NullMarked;
