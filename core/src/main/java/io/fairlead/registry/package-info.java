/**
 * The engines between sources and catalog: the registry writes what this node's sources and checks
 * say into the store, the feed brings what all nodes wrote into the catalog.
 *
 * <p>Lives here: merging, differences, leases, retries, the key layout. Never here: what a source,
 * a store or a check looks like inside; wire formats (values go through codecs); clocks of its own.
 */
@NullMarked
package io.fairlead.registry;

import org.jspecify.annotations.NullMarked;
