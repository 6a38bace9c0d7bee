/** What the HTTP client promises, against scripted servers on real sockets. */
@NullMarked
package io.fairlead.transport;

import org.jspecify.annotations.NullMarked;
