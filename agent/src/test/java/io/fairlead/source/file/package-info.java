/** What a definition file may hold, and what happens when it does not. */
@NullMarked
package io.fairlead.source.file;

import org.jspecify.annotations.NullMarked;
