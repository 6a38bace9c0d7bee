/** Plans as a person would write them down, and which is chosen. */
@NullMarked
package io.fairlead.dataplane;

import org.jspecify.annotations.NullMarked;
