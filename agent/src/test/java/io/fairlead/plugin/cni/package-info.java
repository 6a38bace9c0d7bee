/** Tests of the CNI plugin. */
@NullMarked
package io.fairlead.plugin.cni;

import org.jspecify.annotations.NullMarked;
