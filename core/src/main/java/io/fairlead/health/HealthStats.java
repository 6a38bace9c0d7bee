package io.fairlead.health;

/**
 * What a health engine does.
 *
 * @param checks that are followed now
 * @param running probes under way now
 * @param runs of probes since the start
 * @param failures verdicts since the start that did not pass
 */
public record HealthStats(int checks, int running, long runs, long failures) {}
