/**
 * A small HTTP/1.1 client over a unix socket, TCP or TLS: how the agent speaks with the Docker
 * engine and with its store, and how the command line speaks with the agent.
 *
 * <p>It runs on the caller's thread, on the JDK's own channels: there is no event loop to start, to
 * feed or to leak, and a command's first answer costs no more than a socket does. Connections are
 * kept alive and reused. Everything has a bound: heads, bodies, lines, idle connections, and the
 * time for each.
 *
 * <p>Never here: what the bytes mean (JSON, the Docker API, the agent's API), retries with a delay,
 * redirects, cookies.
 */
@NullMarked
package io.fairlead.transport;

import org.jspecify.annotations.NullMarked;
