/** Store URLs, their secrets and their certificates. */
@NullMarked
package io.fairlead.stores.url;

import org.jspecify.annotations.NullMarked;
