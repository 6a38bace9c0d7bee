package io.fairlead.agent.config;

/** Where a value came from. */
public sealed interface Origin {
  /** In words: {@code "fairlead.yaml:3"}. */
  String text();

  /** The command line. */
  record Flag() implements Origin {
    @Override
    public String text() {
      return "flag";
    }
  }

  /** An environment variable. */
  record Variable(String name) implements Origin {
    @Override
    public String text() {
      return name;
    }
  }

  /** A line of the configuration file, counted from 1. */
  record FileLine(String file, int line) implements Origin {
    @Override
    public String text() {
      return file + ":" + line;
    }
  }

  /** Nobody said anything. */
  record Default() implements Origin {
    @Override
    public String text() {
      return "default";
    }
  }
}
