/** This room on a real kernel. */
@NullMarked
package io.fairlead.linux.conntrack;

import org.jspecify.annotations.NullMarked;
