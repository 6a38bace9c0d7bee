package io.fairlead.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.spi.kernel.Requirement;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a host has is found, and what it lacks is named with what to do. */
class RequirementsIT {
  @Test
  void kindsOfLinks() {
    assertEquals(Optional.empty(), Requirements.missing(Requirement.linkKind("veth")));
    assertEquals(Optional.empty(), Requirements.missing(Requirement.linkKind("vxlan")));
    assertEquals(Optional.empty(), Requirements.missing(Requirement.linkKind("macvlan")));
    String none = Requirements.missing(Requirement.linkKind("flkind")).orElseThrow();
    assertTrue(none.startsWith("this kernel makes no links of kind flkind: load"), none);
  }

  @Test
  void programsAndLibrariesAndFiles() {
    assertEquals(Optional.empty(), Requirements.missing(Requirement.program("ip", "iproute2")));
    assertEquals(
        "no program 'flnone' is on the path: apt-get install flpackage",
        Requirements.missing(Requirement.program("flnone", "flpackage")).orElseThrow());
    assertEquals(
        Optional.empty(),
        Requirements.missing(Requirement.library("libnftables.so.1", "libnftables1")));
    assertTrue(Requirements.missing(Requirement.library("libfl.so.9", "libfl9")).isPresent());
    assertEquals(
        "/dev/flnone is not there: load it",
        Requirements.missing(new Requirement(Requirement.Need.FILE, "/dev/flnone", "load it"))
            .orElseThrow());
  }
}
