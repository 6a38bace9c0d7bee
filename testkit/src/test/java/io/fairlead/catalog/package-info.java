/** The catalog on sample instances: indexes, revisions, waiters, and what a change costs. */
@NullMarked
package io.fairlead.catalog;

import org.jspecify.annotations.NullMarked;
