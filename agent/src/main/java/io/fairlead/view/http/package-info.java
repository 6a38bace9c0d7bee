/**
 * Fairlead's own HTTP API at {@code /api/v1}: what is known, why, and what happens next;
 * registering and draining; metrics. Described by {@code docs/openapi.yaml}, which a test holds
 * against it.
 *
 * <p>Lives here: routes and what they answer, as far as can be as pure functions of a request and
 * one snapshot. Never here: sockets, a store, a source.
 */
@NullMarked
package io.fairlead.view.http;

import org.jspecify.annotations.NullMarked;
