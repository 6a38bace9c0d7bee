/** What names mean, that the cache says the same, and that real clients understand the server. */
@NullMarked
package io.fairlead.view.dns;

import org.jspecify.annotations.NullMarked;
