/**
 * The interfaces between the engines and the adapters: sources, stores, views, probes, time.
 *
 * <p>Lives here: interfaces of at most five methods and the records that cross them. Never here: an
 * implementation. Each interface has an in-memory implementation in testkit and a contract that
 * every implementation must pass.
 */
@NullMarked
package io.fairlead.spi;

import org.jspecify.annotations.NullMarked;
