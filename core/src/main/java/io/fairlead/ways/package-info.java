/**
 * By which way packets go to each other node, as asking shows.
 *
 * <p>Lives here: when what is asked, and what answers and silence mean. Never here: sockets,
 * clocks, what a way is made of.
 */
@NullMarked
package io.fairlead.ways;

import org.jspecify.annotations.NullMarked;
