/**
 * The host's network configuration as values, and the interface to who observes and changes it.
 *
 * <p>Lives here: records of what should be there and what is, in one form, and {@link
 * io.fairlead.spi.kernel.Kernel}. Never here: who decides what should be there, or how it is done.
 */
@NullMarked
package io.fairlead.spi.kernel;

import org.jspecify.annotations.NullMarked;
