/** Specifications of the HTTP API, over real sockets. */
@NullMarked
package io.fairlead.view.http;

import org.jspecify.annotations.NullMarked;
