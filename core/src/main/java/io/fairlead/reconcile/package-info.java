/**
 * Brings the host's network configuration to what it should be, and keeps it there.
 *
 * <p>Lives here: what differs, in which order it is mended, when it is looked at again, and what
 * people are told. Never here: what should be there (dataplanes say it), or effects ({@code
 * spi.kernel.Kernel} has them).
 */
@NullMarked
package io.fairlead.reconcile;

import org.jspecify.annotations.NullMarked;
