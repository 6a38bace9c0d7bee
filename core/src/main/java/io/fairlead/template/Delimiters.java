package io.fairlead.template;

import io.fairlead.model.InvalidField;

/**
 * What an action stands between.
 *
 * @param left not empty
 * @param right not empty
 */
public record Delimiters(String left, String right) {
  /** Go's own. */
  public static final Delimiters USUAL = new Delimiters("{{", "}}");

  public Delimiters {
    InvalidField.unless(
        !left.isEmpty(), "left_delimiter", "must not be empty; leave it out for {{");
    InvalidField.unless(
        !right.isEmpty(), "right_delimiter", "must not be empty; leave it out for }}");
  }
}
