/** Specifications of the API's source. */
@NullMarked
package io.fairlead.source.api;

import org.jspecify.annotations.NullMarked;
