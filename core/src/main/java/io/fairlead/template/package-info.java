/**
 * Go's template language (the package {@code text/template}), read and run as consul-template's and
 * confd's files use it.
 *
 * <p>Lives here: the language, its own functions, and how values are printed and compared. Never
 * here: what services or keys there are, files, commands, clocks.
 */
@NullMarked
package io.fairlead.template;

import org.jspecify.annotations.NullMarked;
