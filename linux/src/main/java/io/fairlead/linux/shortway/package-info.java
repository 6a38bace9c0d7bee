/**
 * Short ways: the program that sends packets from link to link past all that stands between them,
 * its maps, and whether the host's own firewall leaves anything to go past.
 *
 * <p>Lives here: the program as it is written, the layout of its maps, how both are brought to the
 * kernel and seen there. Never here: which endpoints have a short way ({@code dataplane} says it).
 */
@NullMarked
package io.fairlead.linux.shortway;

import org.jspecify.annotations.NullMarked;
