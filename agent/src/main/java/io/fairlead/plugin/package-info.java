/**
 * What container engines plug in.
 *
 * <p>Lives here: a package for each protocol that an engine calls us by. Never here: what attaching
 * means, which is {@code io.fairlead.attach}.
 */
@NullMarked
package io.fairlead.plugin;

import org.jspecify.annotations.NullMarked;
