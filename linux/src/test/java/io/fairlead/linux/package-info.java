/** The room on real kernels: namespaces that each test makes and removes. */
@NullMarked
package io.fairlead.linux;

import org.jspecify.annotations.NullMarked;
