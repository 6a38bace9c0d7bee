/**
 * Hosts that give addresses beside each other, and a judge who sees every one of them.
 *
 * <p>Lives here: what each store must make possible for ipam. Never here: tests themselves.
 */
@NullMarked
package io.fairlead.testkit.ipam;

import org.jspecify.annotations.NullMarked;
