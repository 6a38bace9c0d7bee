package io.fairlead.linux;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.rtnetlink.Buffers;
import io.fairlead.linux.rtnetlink.NetlinkException;
import io.fairlead.linux.rtnetlink.Rtnetlink;
import io.fairlead.linux.sys.Native;
import io.fairlead.linux.sys.SysException;
import io.fairlead.spi.kernel.Requirement;
import io.fairlead.wire.netlink.Errno;
import io.fairlead.wire.netlink.GenericMessage;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.netlink.LinkSpec;
import io.fairlead.wire.netlink.Refusal;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether this host has what a dataplane requires. */
public final class Requirements {
  private static final List<String> USUAL_PATH =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private Requirements() {}

  /** What is missing and what to do about it, for people; empty where it is there. */
  public static Optional<String> missing(Requirement requirement) {
    String name = requirement.name();
    Optional<String> why =
        switch (requirement.need()) {
          case LINK_KIND -> kind(name);
          case LINK_KIND_OR_PROGRAM -> kindOrProgram(name);
          case PROGRAM -> unless(program(name), "no program '" + name + "' is on the path");
          case LIBRARY -> unless(Native.hasLibrary(name), "the library " + name + " is not here");
          case FILE -> unless(Files.exists(Path.of(name)), name + " is not there");
        };
    return why.map(text -> text + ": " + requirement.remedy());
  }

  /** Whether the kernel has this family of generic netlink, without asking it to load one. */
  public static boolean hasFamily(String name) {
    try (Rtnetlink kernel = Rtnetlink.generic(NetworkNamespace.own(), new Buffers())) {
      return kernel.ask(GenericMessage.ask(name), GenericMessage::family) != null;
    } catch (NetlinkException | SysException e) {
      return false;
    }
  }

  private static Optional<String> kindOrProgram(String name) {
    String program = name + "-go";
    Optional<String> kind = kind(name);
    return program(program)
        ? Optional.empty()
        : kind.map(why -> why + ", and no program '" + program + "' is on the path");
  }

  /** Tries it in a namespace that ends right after. A kind that is known refuses, or makes it. */
  private static Optional<String> kind(String kind) {
    try (NetworkNamespace namespace = NetworkNamespace.scratch();
        Rtnetlink scratch = Rtnetlink.open(namespace)) {
      Refusal refusal =
          scratch
              .tryAll(List.of(LinkSpec.of("flprobe", new LinkKind.Other(kind)).create()))
              .getFirst();
      return unless(
          refusal == null || refusal.errno() != Errno.EOPNOTSUPP,
          "this kernel makes no links of kind " + kind);
    } catch (SysException e) {
      return Optional.of("it cannot be tried: " + e.getMessage());
    }
  }

  private static boolean program(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(List.of(path.split(":", -1)).stream(), USUAL_PATH.stream())
        .filter(directory -> directory.startsWith("/"))
        .anyMatch(directory -> executable(directory, name));
  }

  private static boolean executable(String directory, String name) {
    try {
      return Files.isExecutable(Path.of(directory, name));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static Optional<String> unless(boolean there, String why) {
    return there ? Optional.empty() : Optional.of(why);
  }
}
