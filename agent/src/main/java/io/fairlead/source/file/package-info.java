/**
 * Service definitions from a file that people or programs write, in YAML or JSON, followed as it
 * changes.
 *
 * <p>Lives here: reading such a file strictly, saying exactly where it is wrong, and keeping the
 * last good state meanwhile. Never here: the settings of the agent, or what becomes of a
 * registration.
 */
@NullMarked
package io.fairlead.source.file;

import org.jspecify.annotations.NullMarked;
