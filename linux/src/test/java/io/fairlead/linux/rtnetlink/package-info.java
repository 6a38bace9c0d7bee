/** This room on a real kernel. */
@NullMarked
package io.fairlead.linux.rtnetlink;

import org.jspecify.annotations.NullMarked;
