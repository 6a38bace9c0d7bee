/** How DNS messages are read and written, held against dnsjava as an independent codec. */
@NullMarked
package io.fairlead.wire.dns;

import org.jspecify.annotations.NullMarked;
