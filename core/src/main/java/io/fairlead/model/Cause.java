package io.fairlead.model;

import java.time.Instant;

/**
 * Why something is as it is: the event that made it so, and when that event happened at its origin.
 *
 * @param at the origin's own time, not the time of processing
 * @param what in words a person can act on ({@code "docker event die, exit code 137"})
 */
public record Cause(Instant at, String what) {}
