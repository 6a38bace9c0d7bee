/**
 * The command line: verbs that speak with an agent through its HTTP API, tables for people and JSON
 * for programs.
 *
 * <p>Lives here: words, tables, exit codes. Never here: anything that only the agent's own process
 * needs; a verb must start fast.
 */
@NullMarked
package io.fairlead.agent.cli;

import org.jspecify.annotations.NullMarked;
