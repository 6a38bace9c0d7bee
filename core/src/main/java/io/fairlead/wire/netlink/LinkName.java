package io.fairlead.wire.netlink;

import io.fairlead.model.InvalidField;

/** What the kernel accepts as the name of a link. */
public final class LinkName {
  /** Bytes at most. */
  public static final int MAX = 15;

  private LinkName() {}

  /**
   * The name, where the kernel would take it.
   *
   * @throws InvalidField where it would not
   */
  public static String check(String name) {
    InvalidField.unless(
        !name.isEmpty() && name.length() <= MAX,
        "link",
        "'" + name + "' has " + name.length() + " characters; 1 to " + MAX + " are a name");
    InvalidField.unless(
        name.chars().allMatch(c -> c > ' ' && c < 127 && c != '/' && c != ':' && c != '%')
            && !name.equals(".")
            && !name.equals(".."),
        "link",
        "'" + name + "' has characters that no link may have");
    return name;
  }
}
