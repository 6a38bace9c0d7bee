@NullMarked
package io.fairlead.linux.shortway;

import org.jspecify.annotations.NullMarked;
