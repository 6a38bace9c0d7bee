/**
 * The agent's settings: one table of keys, read from flags, {@code FAIRLEAD_*} variables, one YAML
 * file and defaults, in this order.
 *
 * <p>Lives here: what a setting is called, where its value came from, and what makes it valid.
 * Never here: what the agent does with it.
 */
@NullMarked
package io.fairlead.agent.config;

import org.jspecify.annotations.NullMarked;
