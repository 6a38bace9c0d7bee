/** This room on a real kernel. */
@NullMarked
package io.fairlead.linux.nft;

import org.jspecify.annotations.NullMarked;
