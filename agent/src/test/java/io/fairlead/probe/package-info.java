@NullMarked
package io.fairlead.probe;

import org.jspecify.annotations.NullMarked;
