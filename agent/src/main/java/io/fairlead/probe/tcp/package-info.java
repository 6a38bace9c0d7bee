/** Checks that a TCP connection is accepted. Never here: anything said over it. */
@NullMarked
package io.fairlead.probe.tcp;

import org.jspecify.annotations.NullMarked;
