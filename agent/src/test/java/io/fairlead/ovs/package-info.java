/** Tests of what is said to Open vSwitch. */
@NullMarked
package io.fairlead.ovs;

import org.jspecify.annotations.NullMarked;
