/** Tests of what routers are told. */
@NullMarked
package io.fairlead.bird;

import org.jspecify.annotations.NullMarked;
