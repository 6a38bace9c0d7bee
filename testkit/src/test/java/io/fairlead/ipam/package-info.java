@NullMarked
package io.fairlead.ipam;

import org.jspecify.annotations.NullMarked;
