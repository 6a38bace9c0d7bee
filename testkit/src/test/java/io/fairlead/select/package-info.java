/** Specifications of the rules by which one of several answers. */
@NullMarked
package io.fairlead.select;

import org.jspecify.annotations.NullMarked;
