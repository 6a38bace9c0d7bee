/**
 * Looks at a host and says what to mend, with or without an agent.
 *
 * <p>Lives here: what is checked and how it is judged. Never here: mending it.
 */
@NullMarked
package io.fairlead.agent.doctor;

import org.jspecify.annotations.NullMarked;
