package io.fairlead.agent;

/** What this build is called. */
public final class Version {
  private Version() {}

  /** The version of the jar, or {@code development} where the classes stand alone. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
