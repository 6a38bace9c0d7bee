/**
 * Attaches this node's containers to networks: which endpoints there are, what they have, and how
 * far each is.
 *
 * <p>Lives here: the endpoints of this node and their journal, which outlives the agent. Never
 * here: who asks (engines, CNI, people), how addresses are chosen (ipam), how a network is realised
 * (dataplanes, the reconciler).
 */
@NullMarked
package io.fairlead.attach;

import org.jspecify.annotations.NullMarked;
