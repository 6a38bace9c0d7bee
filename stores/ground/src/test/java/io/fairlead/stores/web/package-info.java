/** The web client against servers that answer, fail, break off and fall silent. */
@NullMarked
package io.fairlead.stores.web;

import org.jspecify.annotations.NullMarked;
