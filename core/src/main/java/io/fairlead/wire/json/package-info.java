/**
 * JSON texts (RFC 8259): the strict reader and the writer under everything that speaks or keeps it.
 *
 * <p>Lives here: text to plain values and back, as pure functions. Never here: what a member means.
 */
@NullMarked
package io.fairlead.wire.json;

import org.jspecify.annotations.NullMarked;
