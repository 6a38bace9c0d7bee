/** Networks on hosts of the lab: packets, what is left behind, and what heals itself. */
@NullMarked
package io.fairlead.agent.asking;

import org.jspecify.annotations.NullMarked;
