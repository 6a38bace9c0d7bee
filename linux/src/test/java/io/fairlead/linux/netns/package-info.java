/** This room on a real kernel. */
@NullMarked
package io.fairlead.linux.netns;

import org.jspecify.annotations.NullMarked;
