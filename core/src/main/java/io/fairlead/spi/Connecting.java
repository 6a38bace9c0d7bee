package io.fairlead.spi;

import java.util.List;
import java.util.Optional;

/**
 * Attaches sandboxes that no engine attaches: for CNI, and for people. Thread-safe; the same call
 * twice does nothing the second time.
 */
public interface Connecting {
  /**
   * Makes an endpoint and puts its interface into the sandbox.
   *
   * @throws AttachRefused where it cannot be done; nothing is left of it then
   */
  Connected connect(Connection wanted);

  /**
   * Ends what was connected under this id, and gives its addresses back.
   *
   * @return whether there was any
   */
  boolean disconnect(String id);

  /**
   * What is wrong with what was connected under this id, and what to do; empty where nothing is.
   */
  Optional<String> trouble(String id);

  /** All that is connected, in the order of their ids. */
  List<Connected> all();

  /** Why nothing can be attached now, and what to do; empty where it can. */
  Optional<String> unready();
}
