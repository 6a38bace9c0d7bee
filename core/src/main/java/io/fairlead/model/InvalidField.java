package io.fairlead.model;

/**
 * A value that breaks a rule of the model. The message says what is wrong and how to mend it;
 * {@link #field()} says where, in the words of the API and of definition files ({@code
 * "port.number"}).
 */
public final class InvalidField extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String field;

  /** Names the offending field and what to do about it. */
  public InvalidField(String field, String message) {
    super(field + ": " + message);
    this.field = field;
  }

  /** The dotted path of the offending field. */
  public String field() {
    return field;
  }

  /** Throws unless {@code holds}. */
  public static void unless(boolean holds, String field, String message) {
    if (!holds) {
      throw new InvalidField(field, message);
    }
  }
}
