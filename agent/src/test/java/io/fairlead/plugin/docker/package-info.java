/** Docker's protocol as engines speak it, and agents that die under it. */
@NullMarked
package io.fairlead.plugin.docker;

import org.jspecify.annotations.NullMarked;
