/**
 * Real servers of other projects, as processes that tests start, kill and freeze.
 *
 * <p>Lives here: how each kind is started on loopback, and how it ends with its test. Never here: a
 * client of them; a port that is the same in two runs.
 */
@NullMarked
package io.fairlead.testkit.servers;

import org.jspecify.annotations.NullMarked;
