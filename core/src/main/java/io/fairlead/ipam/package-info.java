/**
 * Gives addresses: which pools networks get, which blocks of them nodes hold, and which endpoint
 * has which address. No address is ever given twice.
 *
 * <p>Lives here: pure choices ({@link io.fairlead.ipam.Choice}, {@link
 * io.fairlead.ipam.PoolChoice}, {@link io.fairlead.ipam.Fsck}) over records, and the few classes
 * that read and write the store and the journal around them. Never here: engines and their
 * protocols, kernels, the registry.
 */
@NullMarked
package io.fairlead.ipam;

import org.jspecify.annotations.NullMarked;
