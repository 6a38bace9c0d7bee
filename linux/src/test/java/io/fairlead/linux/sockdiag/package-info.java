/** This room on a real kernel. */
@NullMarked
package io.fairlead.linux.sockdiag;

import org.jspecify.annotations.NullMarked;
