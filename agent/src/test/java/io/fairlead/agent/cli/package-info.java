/** The command line as people and scripts see it. */
@NullMarked
package io.fairlead.agent.cli;

import org.jspecify.annotations.NullMarked;
