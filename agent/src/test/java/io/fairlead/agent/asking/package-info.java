/** Agents that ask each other. */
@NullMarked
package io.fairlead.agent.asking;

import org.jspecify.annotations.NullMarked;
