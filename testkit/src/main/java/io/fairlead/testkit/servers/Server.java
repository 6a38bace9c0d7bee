package io.fairlead.testkit.servers;

/** One real server of a test, with a directory and ports that it keeps over restarts. */
public interface Server extends AutoCloseable {
  /** Starts it on what it kept; does not wait until it answers. */
  void start();

  /** Asks it to end and waits for that. */
  void stop();

  /** Ends it as a power cut does. */
  void kill();

  /** Lets it hang: its connections stay open and nothing is answered. */
  void freeze();

  /** Lets it go on. */
  void thaw();

  /** Ends it for good. */
  @Override
  void close();
}
