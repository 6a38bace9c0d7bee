package io.fairlead.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Imports go down the floors only, and siblings never meet. */
class FloorsTest {
  private static final String[] MODEL = {"io.fairlead.model..", "io.fairlead.wire.."};
  private static final String[] ADAPTERS = {
    "io.fairlead.source..",
    "io.fairlead.stores..",
    "io.fairlead.view..",
    "io.fairlead.probe..",
    "io.fairlead.plugin..",
    "io.fairlead.dataplane..",
    "io.fairlead.balancer..",
    "io.fairlead.tunnel..",
    "io.fairlead.ovs..",
    "io.fairlead.bird..",
    "io.fairlead.linux.."
  };

  @Test
  void importsGoDownOnly() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("io.fairlead..")
        .layer("model")
        .definedBy(MODEL)
        .layer("catalog")
        .definedBy("io.fairlead.catalog..")
        .layer("spi")
        .definedBy("io.fairlead.spi..")
        .layer("engines")
        .definedBy(
            "io.fairlead.registry..",
            "io.fairlead.health..",
            "io.fairlead.ipam..",
            "io.fairlead.select..",
            "io.fairlead.attach..",
            "io.fairlead.policy..",
            "io.fairlead.ways..",
            "io.fairlead.reconcile..",
            "io.fairlead.template..")
        .layer("ground")
        .definedBy("io.fairlead.json..", "io.fairlead.transport..")
        .layer("adapters")
        .definedBy(ADAPTERS)
        .layer("wiring")
        .definedBy("io.fairlead.agent..")
        .whereLayer("wiring")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("adapters")
        .mayOnlyBeAccessedByLayers("wiring")
        .whereLayer("ground")
        .mayOnlyBeAccessedByLayers("adapters", "wiring")
        .whereLayer("engines")
        .mayOnlyBeAccessedByLayers("adapters", "wiring")
        .whereLayer("spi")
        .mayOnlyBeAccessedByLayers("engines", "ground", "adapters", "wiring")
        .whereLayer("catalog")
        .mayOnlyBeAccessedByLayers("spi", "engines", "ground", "adapters", "wiring")
        .because("a floor that knows the one above cannot be read, tested or replaced alone")
        .check(Classes.PRODUCTION);
  }

  @Test
  void siblingsNeverMeet() {
    slices()
        .assignedFrom(new Siblings())
        .should()
        .notDependOnEachOther()
        .because("a new system to speak is a new package on an edge, and nothing beside it changes")
        .check(Classes.PRODUCTION);
  }

  @Test
  void viewsSeeNoStoreAndNoSource() {
    noClasses()
        .that()
        .resideInAPackage("io.fairlead.view..")
        .should()
        .dependOnClassesThat(
            named("io.fairlead.spi.Store", "io.fairlead.spi.Source", "io.fairlead.spi.Sink"))
        .because("a view is a function of a query and a snapshot")
        .check(Classes.PRODUCTION);
  }

  @Test
  void dataplanesSeeNoViewAndNoStoreAndHaveNoEffects() {
    noClasses()
        .that()
        .resideInAPackage("io.fairlead.dataplane..")
        .should()
        .dependOnClassesThat(
            named("io.fairlead.spi.Store", "io.fairlead.spi.kernel.Kernel", "java.lang.Thread"))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fairlead.catalog..", "java.nio.file..", "java.net..")
        .because("a dataplane is a function of a site")
        .check(Classes.PRODUCTION);
  }

  @Test
  void theLowestFloorsHaveNoEffects() {
    noClasses()
        .that()
        .resideInAnyPackage("io.fairlead.model..", "io.fairlead.wire..", "io.fairlead.catalog..")
        .should()
        .dependOnClassesThat(
            named(
                "java.lang.Thread",
                "java.lang.System$Logger",
                "java.net.Socket",
                "java.util.concurrent.ExecutorService"))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.channels..", "java.nio.file..", "java.util.logging..")
        .because("clocks, threads, sockets and loggers belong to the edge")
        .check(Classes.PRODUCTION);
  }

  @Test
  void coreNeedsNothingAtRunTime() {
    classes()
        .that()
        .resideInAnyPackage(
            "io.fairlead.model..",
            "io.fairlead.wire..",
            "io.fairlead.catalog..",
            "io.fairlead.spi..",
            "io.fairlead.registry..",
            "io.fairlead.health..",
            "io.fairlead.ipam..",
            "io.fairlead.select..",
            "io.fairlead.attach..",
            "io.fairlead.policy..",
            "io.fairlead.ways..",
            "io.fairlead.reconcile..",
            "io.fairlead.template..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "io.fairlead.model..",
            "io.fairlead.wire..",
            "io.fairlead.catalog..",
            "io.fairlead.spi..",
            "io.fairlead.registry..",
            "io.fairlead.health..",
            "io.fairlead.ipam..",
            "io.fairlead.select..",
            "io.fairlead.attach..",
            "io.fairlead.policy..",
            "io.fairlead.ways..",
            "io.fairlead.reconcile..",
            "io.fairlead.template..")
        .because("the middle of the product must not change when a library does")
        .check(Classes.PRODUCTION);
  }

  static DescribedPredicate<JavaClass> named(String... names) {
    List<String> list = List.of(names);
    return DescribedPredicate.describe(
        "named " + String.join(", ", list), type -> list.contains(type.getName()));
  }

  /**
   * Each engine and each adapter is a slice; what is on no such floor is in none. Nor are {@code
   * select}, whose rules are the views' ground, and {@code template}, a language.
   */
  private static final class Siblings implements SliceAssignment {
    private static final List<String> FAMILIES =
        List.of("source", "stores", "view", "probe", "plugin", "dataplane", "balancer");
    private static final List<String> ENGINES =
        List.of("registry", "health", "ipam", "attach", "policy", "ways", "reconcile");

    private static final List<String> ROOMS = List.of("linux", "tunnel", "ovs", "bird");

    // What stores stand on, not stores.
    private static final List<String> STORES_GROUND =
        List.of("data", "url", "web", "logged", "mirror");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String[] parts = type.getPackageName().split("\\.");
      if (parts.length >= 3 && ENGINES.contains(parts[2])) {
        return SliceIdentifier.of("engine", parts[2]);
      }
      if (parts.length >= 4 && parts[2].equals("stores") && STORES_GROUND.contains(parts[3])) {
        return SliceIdentifier.ignore();
      }
      if (parts.length >= 3 && ROOMS.contains(parts[2])) {
        return SliceIdentifier.of(parts[2], parts[2]); // one adapter, in several rooms or one
      }
      if (parts.length >= 4 && FAMILIES.contains(parts[2])) {
        return SliceIdentifier.of(parts[2], parts[3]);
      }
      return SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "engines and adapters";
    }
  }
}
