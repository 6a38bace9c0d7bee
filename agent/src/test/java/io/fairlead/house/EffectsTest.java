package io.fairlead.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Time comes from outside, and each vendor stays in its own room. */
class EffectsTest {
  @Test
  void nothingBelowTheWiringReadsAClockOrSleeps() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.fairlead.agent..")
        .and()
        .resideOutsideOfPackage("io.fairlead.bench..")
        .should()
        .callMethodWhere(readsTime())
        .because("time is injected (spi.Time), so that tests own it")
        .check(Classes.PRODUCTION);
  }

  @Test
  void nativeAccessIsInOneModule() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.fairlead.linux..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .because("a wrong native call ends the process: all of them are read in one place")
        .check(Classes.PRODUCTION);
  }

  @Test
  void theKernelIsConfiguredWithoutOtherPrograms() {
    noClasses()
        .that()
        .resideInAnyPackage("io.fairlead.linux..", "io.fairlead.reconcile..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.ProcessBuilder")
        .orShould()
        .callMethod(Runtime.class, "exec", String[].class)
        .because("starting 'ip' or 'nft' takes longer than what they do")
        .check(Classes.PRODUCTION);
  }

  @Test
  void vendorsStayInTheirRooms() {
    only("io.netty..", "io.fairlead.transport.server..", "io.fairlead.view.dns..");
    only("java.sql..", "io.fairlead.stores.embedded..");
    only("org.sqlite..", "io.fairlead.stores.embedded..");
    only(
        "org.snakeyaml..",
        "io.fairlead.source.file..",
        "io.fairlead.agent.config..",
        "io.fairlead.balancer.template..");
    only("picocli..", "io.fairlead.agent..");
    only("io.prometheus..", "io.fairlead.view.http..");
  }

  private static void only(String vendor, String... rooms) {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages(rooms)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(vendor)
            .because("a library that is everywhere can never be replaced");
    rule.allowEmptyShould(true).check(Classes.PRODUCTION);
  }

  private static DescribedPredicate<JavaCall<?>> readsTime() {
    return DescribedPredicate.describe(
        "read a clock or sleep",
        call -> {
          AccessTarget.CodeUnitCallTarget target = call.getTarget();
          String owner = target.getOwner().getName();
          String method = target.getName();
          return (owner.equals(Instant.class.getName())
                  && method.equals("now")
                  && target.getRawParameterTypes().isEmpty())
              || (owner.equals(Clock.class.getName()) && method.startsWith("system"))
              || (owner.equals("java.lang.System")
                  && (method.equals("nanoTime") || method.equals("currentTimeMillis")))
              || (owner.equals("java.lang.Thread") && method.equals("sleep"));
        });
  }
}
