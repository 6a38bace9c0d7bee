/** Specifications of the JSON forms. */
@NullMarked
package io.fairlead.wire.json;

import org.jspecify.annotations.NullMarked;
