/**
 * Valid values of the model for tests, from one instance to a large catalog.
 *
 * <p>Lives here: builders of sample data. Never here: a test, or a rule of the model.
 */
@NullMarked
package io.fairlead.testkit.catalog;

import org.jspecify.annotations.NullMarked;
