/**
 * The C library's calls that the other rooms of this module stand on, with their error numbers.
 *
 * <p>Lives here: one method a call, its memory, its errors. Never here: what a call is used for. A
 * call that waits holds its thread, so it is made on platform threads only.
 */
@NullMarked
package io.fairlead.linux.sys;

import org.jspecify.annotations.NullMarked;
