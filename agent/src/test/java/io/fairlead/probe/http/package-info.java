@NullMarked
package io.fairlead.probe.http;

import org.jspecify.annotations.NullMarked;
