/** Endpoints of a node: from the wish to the end, through deaths of the agent. */
@NullMarked
package io.fairlead.attach;

import org.jspecify.annotations.NullMarked;
