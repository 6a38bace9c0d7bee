/** What README and docs tell people to type is typed here, on a real host. */
@NullMarked
package io.fairlead.docs;

import org.jspecify.annotations.NullMarked;
