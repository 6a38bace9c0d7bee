/** Tests of what a host is told to mend. */
@NullMarked
package io.fairlead.agent.doctor;

import org.jspecify.annotations.NullMarked;
