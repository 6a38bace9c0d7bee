/**
 * What every {@code Kernel} must do, and one in memory.
 *
 * <p>Lives here: {@link io.fairlead.testkit.kernel.KernelContract} and {@link
 * io.fairlead.testkit.kernel.MemoryKernel}. Never here: native calls.
 */
@NullMarked
package io.fairlead.testkit.kernel;

import org.jspecify.annotations.NullMarked;
