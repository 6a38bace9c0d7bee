@NullMarked
package io.fairlead.probe.script;

import org.jspecify.annotations.NullMarked;
