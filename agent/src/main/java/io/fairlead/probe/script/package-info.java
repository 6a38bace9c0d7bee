/**
 * Checks by a command on this host; made only where the agent allows it. Never here: commands that
 * run longer than a check.
 */
@NullMarked
package io.fairlead.probe.script;

import org.jspecify.annotations.NullMarked;
