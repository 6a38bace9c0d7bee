/**
 * Moving all agents from one store to another while they run.
 *
 * <p>Lives here: the plan of a move and its phases, who takes the next step and when, and the store
 * that can be switched. Never here: how a store is opened, threads, the command.
 */
@NullMarked
package io.fairlead.registry.move;

import org.jspecify.annotations.NullMarked;
