/**
 * The agent as people run it: a process beside a real Docker engine, asked by other programs' DNS
 * and HTTP clients and by its own command line. After each disturbance all of them must say what
 * {@code docker ps} says.
 */
@NullMarked
package io.fairlead.e2e;

import org.jspecify.annotations.NullMarked;
