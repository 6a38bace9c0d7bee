/**
 * The networks of this node, put together: what the catalog and this node's own endpoints ask for,
 * the dataplanes that plan it, and the reconciler that keeps it.
 *
 * <p>Lives here: wiring. Never here: how a network is realised (dataplane), how the kernel is told
 * (linux).
 */
@NullMarked
package io.fairlead.agent.network;

import org.jspecify.annotations.NullMarked;
