/** The reconciler on a kernel in memory. */
@NullMarked
package io.fairlead.reconcile;

import org.jspecify.annotations.NullMarked;
