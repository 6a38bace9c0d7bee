/**
 * What all nodes provide, as immutable snapshots with the indexes that views need and a cursor of
 * changes per service.
 *
 * <p>Lives here: persistent data and the one volatile field it is published through. Never here:
 * who fills it (a store), who reads it (views, balancers), clocks, threads, sockets, loggers.
 */
@NullMarked
package io.fairlead.catalog;

import org.jspecify.annotations.NullMarked;
