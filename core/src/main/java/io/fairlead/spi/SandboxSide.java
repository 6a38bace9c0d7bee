package io.fairlead.spi;

import org.jspecify.annotations.Nullable;

/**
 * The sandbox's side of endpoints that no engine looks after. Thread-safe.
 *
 * @see HostSide
 */
public interface SandboxSide {
  /**
   * What tells the network namespace at a path from every other, or empty where none is there.
   *
   * @throws java.io.UncheckedIOException where that cannot be told
   */
  String namespace(String sandbox);

  /**
   * Puts an interface into a sandbox, ready to be used. Nothing of it is left where that fails.
   *
   * @throws AttachRefused where it cannot be done
   */
  Connected.Placed place(String sandbox, Placing wanted);

  /** An interface of a sandbox as it is, or null where it is not there. */
  Connected.@Nullable Placed look(String sandbox, String name);

  /** Ends an interface, where it has this mark. */
  void end(String sandbox, String name, String mark);

  /** Ends a link of the host. Nothing happens where it is not there. */
  void endOnHost(String link);
}
