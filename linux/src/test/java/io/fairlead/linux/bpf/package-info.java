@NullMarked
package io.fairlead.linux.bpf;

import org.jspecify.annotations.NullMarked;
