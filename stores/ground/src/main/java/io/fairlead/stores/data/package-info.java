/**
 * The directory of one agent's own data.
 *
 * <p>Lives here: making it, closing it to other users, locking it. Never here: what is kept in it.
 */
@NullMarked
package io.fairlead.stores.data;

import org.jspecify.annotations.NullMarked;
