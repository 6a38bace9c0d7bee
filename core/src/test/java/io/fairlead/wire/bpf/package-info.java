/** Tests of programs as bytes. */
@NullMarked
package io.fairlead.wire.bpf;

import org.jspecify.annotations.NullMarked;
