/** Tests of encrypted links. */
@NullMarked
package io.fairlead.tunnel;

import org.jspecify.annotations.NullMarked;
