/** The agent's settings as specifications. */
@NullMarked
package io.fairlead.agent.config;

import org.jspecify.annotations.NullMarked;
