/**
 * What attaching works with, in memory.
 *
 * <p>Lives here: addresses that are given and come back, a host's side that remembers what is made,
 * the endpoints that the cluster is told of. Never here: a kernel.
 */
@NullMarked
package io.fairlead.testkit.attach;

import org.jspecify.annotations.NullMarked;
