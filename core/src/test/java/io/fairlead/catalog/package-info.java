/** The catalog's persistent data against plain models of it. */
@NullMarked
package io.fairlead.catalog;

import org.jspecify.annotations.NullMarked;
