/** Tests of policy by label. */
@NullMarked
package io.fairlead.policy;

import org.jspecify.annotations.NullMarked;
