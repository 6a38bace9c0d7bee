/**
 * The agent as a process: main, wiring, lifecycle.
 *
 * <p>Lives here: which part is given to which, what starts before what, and how all of it ends.
 * Never here: anything that a part could decide by itself.
 */
@NullMarked
package io.fairlead.agent;

import org.jspecify.annotations.NullMarked;
