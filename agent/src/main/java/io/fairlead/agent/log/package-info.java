/**
 * The agent's log: one line on standard error for each event.
 *
 * <p>Lives here: the {@link System.Logger} that everything in the agent logs through. Never here:
 * files, rotation, formats to choose from; whoever runs the agent keeps its standard error.
 */
@NullMarked
package io.fairlead.agent.log;

import org.jspecify.annotations.NullMarked;
