/**
 * Who may speak to a container: what its labels allow, and the rules of a host that follow from it.
 *
 * <p>Lives here: the grammar of labels, the judgement on one connection, the plan of the nft tables
 * that enforce it. Never here: where labels come from, counters, effects.
 */
@NullMarked
package io.fairlead.policy;

import org.jspecify.annotations.NullMarked;
