/**
 * Names over DNS: what a name means at a snapshot, the cache of encoded answers, and the UDP and
 * TCP servers. What is not ours goes to a {@link io.fairlead.view.dns.Forwarder}.
 *
 * <p>Never here: stores, sources, checks, or how the rest of the Internet's names are found.
 */
@NullMarked
package io.fairlead.view.dns;

import org.jspecify.annotations.NullMarked;
