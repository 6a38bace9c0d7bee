/**
 * A CNI plugin (version 1.1 of its specification, and those from 0.3.1): what a runtime asks, and
 * what it is answered. The program that runtimes start is a short script, which sends what it was
 * given here.
 *
 * <p>Lives here: CNI's words, versions and error codes. Never here: how anything is attached
 * ({@link io.fairlead.spi.Connecting}).
 */
@NullMarked
package io.fairlead.plugin.cni;

import org.jspecify.annotations.NullMarked;
