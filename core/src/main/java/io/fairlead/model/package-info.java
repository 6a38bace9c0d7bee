/**
 * The words of Fairlead as immutable records: nodes, services, instances, checks, addresses.
 *
 * <p>Lives here: values and the rules that make them valid. Never here: clocks, threads, sockets,
 * loggers, wire formats, or anything that knows who speaks to whom.
 */
@NullMarked
package io.fairlead.model;

import org.jspecify.annotations.NullMarked;
