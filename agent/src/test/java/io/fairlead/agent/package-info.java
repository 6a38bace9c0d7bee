/** The agent as a whole, in this process. */
@NullMarked
package io.fairlead.agent;

import org.jspecify.annotations.NullMarked;
