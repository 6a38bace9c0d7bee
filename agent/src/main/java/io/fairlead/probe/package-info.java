/**
 * What probes share: a connection with a deadline, TLS towards an address, and words for what went
 * wrong.
 *
 * <p>Lives here: sockets that end in time. Never here: what a check says over them (the packages
 * below), when it runs (the health engine).
 */
@NullMarked
package io.fairlead.probe;

import org.jspecify.annotations.NullMarked;
