/**
 * Which of several that could answer does.
 *
 * <p>Lives here: rules as pure functions, shared by all views. Never here: how the answer is
 * written, where snapshots come from, clocks, threads, sockets.
 */
@NullMarked
package io.fairlead.select;

import org.jspecify.annotations.NullMarked;
