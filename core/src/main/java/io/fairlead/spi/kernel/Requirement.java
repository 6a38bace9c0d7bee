package io.fairlead.spi.kernel;

import java.util.Locale;

/**
 * Something that a host must have.
 *
 * @param need how it is looked for
 * @param name what is looked for, in the words of {@code need}
 * @param remedy what to do where it is missing, for people
 */
public record Requirement(Need need, String name, String remedy) {
  /** How something is looked for. */
  public enum Need {
    /** A kind of link that the kernel makes, as {@code vxlan}. */
    LINK_KIND,
    /** The same, or else a program that makes them beside the kernel: {@code wireguard-go}. */
    LINK_KIND_OR_PROGRAM,
    /** A program on the path, as {@code bird}. */
    PROGRAM,
    /** A shared library, as {@code libnftables.so.1}. */
    LIBRARY,
    /** A file or directory, as {@code /dev/net/tun}. */
    FILE
  }

  /** A kind of link that the kernel must make. */
  public static Requirement linkKind(String kind) {
    return new Requirement(
        Need.LINK_KIND,
        kind,
        "load the module (modprobe "
            + kind
            + ") or use a kernel that was built with CONFIG_"
            + kind.toUpperCase(Locale.ROOT));
  }

  /** A kind of link that the kernel makes, or else the program of that name and {@code -go}. */
  public static Requirement linkKindOrProgram(String kind) {
    return new Requirement(
        Need.LINK_KIND_OR_PROGRAM,
        kind,
        "apt-get install " + kind + "-go, or load the module (modprobe " + kind + ")");
  }

  /** A program that a Debian package brings. */
  public static Requirement program(String name, String debianPackage) {
    return new Requirement(Need.PROGRAM, name, "apt-get install " + debianPackage);
  }

  /** A file, with what to do where it is not there. */
  public static Requirement file(String path, String remedy) {
    return new Requirement(Need.FILE, path, remedy);
  }

  /** A shared library that a Debian package brings. */
  public static Requirement library(String name, String debianPackage) {
    return new Requirement(Need.LIBRARY, name, "apt-get install " + debianPackage);
  }

  /** The kernel's links whose other end is a program. */
  public static Requirement tun() {
    return new Requirement(
        Need.FILE, "/dev/net/tun", "load the module (modprobe tun), or give it to the container");
  }
}
