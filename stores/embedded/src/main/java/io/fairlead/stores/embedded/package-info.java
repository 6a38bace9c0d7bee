/**
 * The store of one host: SQLite on its own disk, in this process.
 *
 * <p>Lives here: the database's tables, group commit, leases by the injected time, watches as
 * cursors, the data directory and its lock. Never here: what the entries mean, or SQLite's types in
 * a public signature.
 */
@NullMarked
package io.fairlead.stores.embedded;

import org.jspecify.annotations.NullMarked;
