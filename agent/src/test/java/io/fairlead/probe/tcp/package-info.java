@NullMarked
package io.fairlead.probe.tcp;

import org.jspecify.annotations.NullMarked;
