/** What differs, and in which order it is mended. */
@NullMarked
package io.fairlead.reconcile;

import org.jspecify.annotations.NullMarked;
