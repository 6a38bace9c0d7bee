/** Tests of what is said to switches. */
@NullMarked
package io.fairlead.wire.openflow;

import org.jspecify.annotations.NullMarked;
