package io.fairlead.spi.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A link that is made for a sandbox and moved there whole, by whoever made the sandbox: on the host
 * it is there only until then, and for a moment after it came back. While it is wanted it is
 * neither missed nor removed; who attaches makes it.
 *
 * @param made the link as it is made
 */
public record HandedLink(LinkState made) implements HostItem {
  @Override
  public Sandbox sandbox() {
    return made.sandbox();
  }

  @Override
  public Key key() {
    return made.key();
  }

  @Override
  public @Nullable String link() {
    return null;
  }

  @Override
  public boolean satisfiedBy(HostItem seen) {
    return true;
  }

  @Override
  public boolean mayBeAway() {
    return true;
  }

  @Override
  public String toString() {
    return made + ", handed over";
  }
}
