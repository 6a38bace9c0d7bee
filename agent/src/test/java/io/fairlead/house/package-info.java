/**
 * The rules of the house, held by tests: floors, siblings, time, vendors, names, sizes. Each rule
 * says its reason in the message that a person sees when it breaks.
 */
@NullMarked
package io.fairlead.house;

import org.jspecify.annotations.NullMarked;
