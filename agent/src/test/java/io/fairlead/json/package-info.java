/** Specifications of the JSON forms. */
@NullMarked
package io.fairlead.json;

import org.jspecify.annotations.NullMarked;
