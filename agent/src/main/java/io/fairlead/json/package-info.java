/**
 * The JSON form of the model, one for the HTTP API, the store, definition files and the command
 * line.
 *
 * <p>Lives here: the mapping by hand of each record, as pure functions. Never here: sockets, files,
 * defaults that depend on the agent.
 */
@NullMarked
package io.fairlead.json;

import org.jspecify.annotations.NullMarked;
