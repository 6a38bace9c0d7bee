package io.fairlead.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names, sizes and the shape of interfaces. */
class ShapeTest {
  private static final int LONGEST_FILE = 400;
  private static final int MOST_METHODS = 5;

  @Test
  void noDrawersForOddsAndEnds() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .because("a name must say what is in the room")
        .check(Classes.PRODUCTION);
  }

  @Test
  void interfacesAtTheHeartHaveFiveMethodsAtMost() {
    List<String> tooWide = new ArrayList<>();
    for (JavaClass type : Classes.PRODUCTION) {
      if (type.getPackageName().startsWith("io.fairlead.spi") && type.isInterface()) {
        long methods =
            type.getMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.ABSTRACT))
                .filter(method -> !method.getName().equals("close"))
                .count();
        if (methods > MOST_METHODS) {
          tooWide.add(type.getName() + " has " + methods);
        }
      }
    }
    assertEquals(List.of(), tooWide, "an interface that asks for more is two interfaces");
  }

  @Test
  void everyPackageSaysWhatLivesThere() throws IOException {
    List<Path> missing = new ArrayList<>();
    for (Path source : sources()) {
      Path packageInfo = source.resolveSibling("package-info.java");
      if (source.toString().contains("/src/main/") && !Files.exists(packageInfo)) {
        missing.add(source.getParent());
      }
    }
    assertEquals(List.of(), missing.stream().distinct().toList(), "write a package-info.java");
  }

  @Test
  void filesStayShort() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path source : sources()) {
      try (Stream<String> lines = Files.lines(source)) {
        long count = lines.count();
        if (count > LONGEST_FILE) {
          tooLong.add(source + ": " + count);
        }
      }
    }
    assertEquals(List.of(), tooLong, "one idea a file; split what has grown two");
  }

  @Test
  void noTestIsSwitchedOff() throws IOException {
    List<Path> off = new ArrayList<>();
    for (Path source : sources()) {
      String text = Files.readString(source);
      if (!source.endsWith("ShapeTest.java")
          && (text.contains("@Disabled") || text.contains("Assumptions."))) {
        off.add(source);
      }
    }
    assertEquals(List.of(), off, "a test that does not run proves nothing");
  }

  private static List<Path> sources() throws IOException {
    Path root = Path.of("..").toRealPath();
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> found =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.toString().contains("/target/"))
              .toList();
      assertFalse(found.isEmpty(), "no sources under " + root);
      return found;
    }
  }
}
