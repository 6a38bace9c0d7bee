/**
 * Checks over HTTP/1.1 and HTTPS, as far as the status of an answer. Never here: bodies, redirects,
 * kept connections.
 */
@NullMarked
package io.fairlead.probe.http;

import org.jspecify.annotations.NullMarked;
