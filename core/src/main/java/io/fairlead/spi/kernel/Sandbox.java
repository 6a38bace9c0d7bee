package io.fairlead.spi.kernel;

/**
 * A network namespace of this host.
 *
 * @param path the file that stands for it; empty for the host's own
 */
public record Sandbox(String path) implements Comparable<Sandbox> {
  /** The host's own. */
  public static final Sandbox HOST = new Sandbox("");

  /** Whether it is the host's own. */
  public boolean isHost() {
    return path.isEmpty();
  }

  @Override
  public int compareTo(Sandbox other) {
    return path.compareTo(other.path);
  }

  @Override
  public String toString() {
    return isHost() ? "host" : path;
  }
}
