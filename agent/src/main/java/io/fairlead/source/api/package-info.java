/**
 * Registrations that people and programs make through the API of this agent.
 *
 * <p>Lives here: what was registered, until it is deregistered. Never here: HTTP, or the store.
 */
@NullMarked
package io.fairlead.source.api;

import org.jspecify.annotations.NullMarked;
