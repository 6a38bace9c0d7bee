/**
 * What is said to the switch about its flows: OpenFlow 1.3 (ONF TS-006), as far as it is used here.
 *
 * <p>Lives here: messages as bytes and back. Never here: sockets, or who decides on flows.
 */
@NullMarked
package io.fairlead.wire.openflow;

import org.jspecify.annotations.NullMarked;
