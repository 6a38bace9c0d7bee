/** Tests of when what is asked on the ways to other nodes, and what is made of the answers. */
@NullMarked
package io.fairlead.ways;

import org.jspecify.annotations.NullMarked;
