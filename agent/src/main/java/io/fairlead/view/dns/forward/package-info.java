/**
 * Forwarding: every question that is not Fairlead's own goes to the resolvers of the host, and
 * their answers are kept for as long as they say.
 *
 * <p>Lives here: upstream resolvers with their health and rules, the cache of their answers, and
 * the one thread that speaks to them. Never here: Fairlead's own names, the catalog, or the sockets
 * that clients speak to.
 */
@NullMarked
package io.fairlead.view.dns.forward;

import org.jspecify.annotations.NullMarked;
