/** Tests of the lab against real engines. */
@NullMarked
package io.fairlead.testkit.lab;

import org.jspecify.annotations.NullMarked;
