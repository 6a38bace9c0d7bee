/**
 * The embedded store against its contract, kills, torn files, full disks and strange directories.
 */
@NullMarked
package io.fairlead.stores.embedded;

import org.jspecify.annotations.NullMarked;
