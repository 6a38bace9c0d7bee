/**
 * DNS messages as bytes (RFC 1035, RFC 6891): queries read in place, names compared without
 * objects, answers written so that they can be rotated and cut without being decoded.
 *
 * <p>Lives here: the codec, and values of names and records. Never here: sockets, clocks, threads,
 * caches, or what any name means.
 */
@NullMarked
package io.fairlead.wire.dns;

import org.jspecify.annotations.NullMarked;
