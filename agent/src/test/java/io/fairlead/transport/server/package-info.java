/** Specifications of the HTTP server, over real sockets. */
@NullMarked
package io.fairlead.transport.server;

import org.jspecify.annotations.NullMarked;
