/**
 * Where a store is and how it is spoken to, as one URL.
 *
 * <p>Lives here: reading and checking {@code --store}; the secrets and the TLS that it asks for.
 * Never here: a connection; a secret's value in a text (secrets come from files and variables).
 */
@NullMarked
package io.fairlead.stores.url;

import org.jspecify.annotations.NullMarked;
