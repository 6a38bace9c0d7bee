/**
 * Runs the checks of this node's registrations: when, how many at once, and how single verdicts
 * become health.
 *
 * <p>Lives here: timers, the counting of rise and fall, expiry. Never here: how a check looks at
 * its target (probes), what becomes of its health (the registry), clocks of its own.
 */
@NullMarked
package io.fairlead.health;

import org.jspecify.annotations.NullMarked;
