package io.fairlead.source.docker;

import static io.fairlead.source.docker.Recorded.facts;
import static io.fairlead.source.docker.Recorded.labelled;
import static io.fairlead.source.docker.Recorded.map;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Check;
import io.fairlead.model.CheckSpec;
import io.fairlead.model.Health;
import io.fairlead.model.Registration;
import io.fairlead.source.docker.DockerOptions.AddressChoice;
import io.fairlead.source.docker.DockerOptions.Namespaces;
import io.fairlead.source.docker.DockerOptions.Rules;
import io.fairlead.source.docker.Mapping.Mapped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What labels and variables say, over a compose container (service api, project shop, port 8000).
 */
class LabelsTest {
  private static final ContainerFacts API = facts("compose");

  private static Registration api(String... labels) {
    Mapped mapped = map(labelled(API, labels));
    assertEquals(1, mapped.registrations().size(), () -> mapped.remarks().toString());
    return mapped.registrations().getFirst();
  }

  private static Registration published(int port, String... labels) {
    return map(labelled(facts("published"), labels)).registrations().stream()
        .filter(r -> r.id().id().equals("host1:web:" + port))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> remarks(String... labels) {
    return map(labelled(API, labels)).remarks();
  }

  @ParameterizedTest
  @CsvSource({
    "fairlead.name, pay, shop/pay",
    "fairlead.8000.name, pay, shop/pay",
    "fairlead.9.name, pay, shop/api",
    "SERVICE_NAME, Pay_API, shop/pay_api",
    "SERVICE_8000_NAME, pay, shop/pay",
    "fairlead.namespace, money, money/api",
    "fairlead.name, My Service, shop/my-service"
  })
  void aLabelNamesTheService(String label, String value, String service) {
    assertEquals(service, api(label, value).service().toString());
  }

  @Test
  void ourLabelsGoBeforeRegistratorsAndThoseBeforeCompose() {
    assertEquals(
        "ours", api("fairlead.name", "ours", "SERVICE_8000_NAME", "theirs").service().name());
    assertEquals("theirs", api("SERVICE_NAME", "theirs").service().name());
  }

  @Test
  void aLabelGoesBeforeAVariable() {
    Registration site = published(80);
    assertEquals(List.of("green"), site.tags());
  }

  @Test
  void oneNameForAllPortsIsNotMadeMany() {
    assertEquals("shop", published(443, "fairlead.name", "shop").service().name());
    assertEquals("web-443", published(443).service().name());
  }

  @Test
  void theImageNamesWhatNothingElseNames() {
    ContainerFacts plain =
        Recorded.ofImage(facts("paused"), "registry.example:5000/team/App:1.2@sha256:abc");
    assertEquals("app", map(plain).registrations().getFirst().service().name());
  }

  @Test
  void aBareImageIdLeavesTheContainersName() {
    ContainerFacts plain = Recorded.ofImage(facts("paused"), "sha256:" + "0f".repeat(32));
    assertEquals("plain", map(plain).registrations().getFirst().service().name());
  }

  @Test
  void flatNamespacesPutAllInDefault() {
    Rules flat =
        new Rules("host1", Recorded.RULES.addresses(), AddressChoice.CONTAINER, Namespaces.FLAT);
    Mapped mapped = Mapping.map(labelled(API, "fairlead.namespace", "x"), flat, Recorded.ALONE);
    assertEquals("default/api", mapped.registrations().getFirst().service().toString());
  }

  @Test
  void tagsAreSplitAtCommasThatAreNotEscaped() {
    assertEquals(List.of("blue", "a,b", "c"), api("SERVICE_TAGS", "blue,a\\,b, c,,").tags());
    assertEquals(List.of("x"), api("fairlead.tags", "x", "SERVICE_TAGS", "y").tags());
  }

  @Test
  void otherAttributesAreMetadataInLowerCase() {
    Registration site =
        api("SERVICE_REGION", "eu", "SERVICE_8000_Shard", "7", "fairlead.meta.Owner", "me");
    assertEquals(Map.of("region", "eu", "shard", "7", "Owner", "me"), site.meta());
  }

  @Test
  void whatLooksLikeASecretIsNotPublished() {
    Mapped mapped = map(facts("published"));
    assertEquals(Map.of("region", "eu"), mapped.registrations().getFirst().meta());
    assertTrue(
        mapped
            .remarks()
            .contains(
                "variable SERVICE_API_TOKEN looks like a secret and is not published; rename it if"
                    + " it is none"));
  }

  @ParameterizedTest
  @CsvSource({"fairlead.ignore, true", "SERVICE_IGNORE, yes", "SERVICE_8000_IGNORE, 1"})
  void whatIsIgnoredIsNotRegistered(String label, String value) {
    Mapped mapped = map(labelled(API, label, value));
    assertEquals(List.of(), mapped.registrations());
    assertTrue(mapped.remarks().getFirst().contains("ignored by label " + label));
  }

  @Test
  void ignoreFalseIgnoresNothing() {
    assertEquals("api", api("SERVICE_IGNORE", "false").service().name());
    assertEquals("api", api("fairlead.ignore", "false", "SERVICE_IGNORE", "true").service().name());
  }

  @Test
  void anIdIsWhatItIsAskedToBe() {
    assertEquals("pay-1", api("SERVICE_ID", "pay-1").id().id());
    assertEquals("host1:shop-api-1:8000", api("SERVICE_ID", "no/slash").id().id());
    assertTrue(remarks("SERVICE_ID", "no/slash").getFirst().startsWith("label SERVICE_ID: id: "));
  }

  @Test
  void anIdForSeveralPortsIsTheFirstOnes() {
    Mapped mapped = map(labelled(facts("published"), "fairlead.id", "one"));
    assertEquals(
        List.of("one", "host1:web:80", "host1:web:443", "host1:web:9000"),
        mapped.registrations().stream().map(r -> r.id().id()).toList());
  }

  @Test
  void aPortHasAName() {
    assertEquals("http", api("fairlead.port.8000", "HTTP").port().name());
    assertEquals("", api("fairlead.port.80", "http").port().name());
  }

  @Test
  void aWeightIsANumber() {
    assertEquals(7, api("fairlead.weight", "7").weight());
    assertEquals(1, api("fairlead.weight", "-7").weight());
    assertEquals(
        List.of(
            "label fairlead.weight: '70000' is not understood; use a whole number from 0 to 65535"),
        remarks("fairlead.weight", "70000"));
  }

  @Test
  void anUnknownLabelIsRemarkedWithTheNearestKnown() {
    assertEquals(
        List.of("label fairlead.wieght is not known; did you mean 'weight'?"),
        remarks("fairlead.wieght", "3"));
    assertEquals(
        List.of("label fairlead.80.check.htp is not known; did you mean 'check.http'?"),
        remarks("fairlead.80.check.htp", "/"));
  }

  @Test
  void aNameThatDnsCannotCarryFallsToTheNext() {
    assertEquals("api", api("fairlead.name", "!!!").service().name());
    assertEquals(
        List.of("label fairlead.name: '!!!' holds nothing that DNS can carry; use a-z, 0-9, -"),
        remarks("fairlead.name", "!!!"));
  }

  @Test
  void registratorsChecksAreUnderstood() {
    Check check =
        api(
                "SERVICE_8000_CHECK_HTTP", "/health?deep=1",
                "SERVICE_8000_CHECK_HTTP_METHOD", "head",
                "SERVICE_CHECK_INTERVAL", "15s",
                "SERVICE_CHECK_TIMEOUT", "1500ms",
                "SERVICE_CHECK_INITIAL_STATUS", "passing",
                "SERVICE_CHECK_DEREGISTER_AFTER", "10m")
            .checks()
            .getFirst();
    assertEquals(
        new Check(
            "http",
            new CheckSpec.Http(false, false, "HEAD", "/health?deep=1", 0, Map.of()),
            new Check.Timing(
                Duration.ofSeconds(15), Duration.ofMillis(1500), 1, 1, Duration.ofMinutes(10)),
            Health.PASSING),
        check);
  }

  @ParameterizedTest
  @CsvSource({
    "fairlead.check.http, /up, 'http GET /up'",
    "SERVICE_CHECK_HTTPS, /up, 'https GET /up'",
    "SERVICE_CHECK_TCP, true, 'tcp connect'",
    "fairlead.8000.check.grpc, pay.Pay, 'grpc health of ''pay.Pay'''",
    "SERVICE_CHECK_GRPC, true, 'grpc health of '''''",
    "SERVICE_CHECK_TTL, 30s, 'ttl renewed within 30000ms'",
    "SERVICE_CHECK_SCRIPT, probe $SERVICE_IP $SERVICE_PORT, 'script probe 172.19.0.2 8000'"
  })
  void everyKindOfCheckIsUnderstood(String label, String value, String check) {
    CheckSpec spec = api(label, value).checks().getFirst().spec();
    assertEquals(check, spec.kind() + " " + spec.target());
  }

  @Test
  void riseAndFallAreUnderstood() {
    Check.Timing timing =
        api("SERVICE_CHECK_TCP", "1", "fairlead.check.rise", "2", "SERVICE_CHECK_FALL", "3")
            .checks()
            .getFirst()
            .timing();
    assertEquals(2, timing.rise());
    assertEquals(3, timing.fall());
  }

  @Test
  void tlsIsVerifiedUnlessALabelSaysOtherwise() {
    CheckSpec spec =
        api("SERVICE_CHECK_HTTPS", "/", "SERVICE_CHECK_TLS_SKIP_VERIFY", "true")
            .checks()
            .getFirst()
            .spec();
    assertEquals(new CheckSpec.Http(true, true, "GET", "/", 0, Map.of()), spec);
  }

  @ParameterizedTest
  @CsvSource({
    "SERVICE_CHECK_HTTP, up, 0, 'label SERVICE_CHECK_HTTP: check.path: '",
    "SERVICE_CHECK_TTL, soon, 0, 'label SERVICE_CHECK_TTL: check.ttl: '",
    "SERVICE_CHECK_INTERVAL, soon, 1, 'label SERVICE_CHECK_INTERVAL: check: '",
    "SERVICE_CHECK_INTERVAL, 1ms, 0, 'label SERVICE_CHECK_TCP: check.interval: '",
    "fairlead.check.rise, none, 1, 'label fairlead.check.rise: check: '",
    "SERVICE_CHECK_INITIAL_STATUS, fine, 1, 'label SERVICE_CHECK_INITIAL_STATUS: check: '"
  })
  void aCheckThatMakesNoSenseIsRemarkedAndTheRestStays(
      String label, String value, int checks, String remark) {
    Mapped mapped =
        label.equals("SERVICE_CHECK_HTTP") || label.equals("SERVICE_CHECK_TTL")
            ? map(labelled(API, label, value))
            : map(labelled(API, "SERVICE_CHECK_TCP", "true", label, value));
    assertEquals(checks, mapped.registrations().getFirst().checks().size());
    assertTrue(mapped.remarks().getFirst().startsWith(remark), mapped.remarks().toString());
  }

  @Test
  void aProbeOfAContainerWithoutPortsIsRemarked() {
    Mapped mapped = map(labelled(facts("paused"), "SERVICE_CHECK_HTTP", "/"));
    assertEquals(List.of(), mapped.registrations().getFirst().checks());
    assertEquals(
        List.of("label SERVICE_CHECK_HTTP needs a port to connect to, and this has none"),
        mapped.remarks());
  }

  @Test
  void aTcpProbeOfAllPortsLeavesUdpPortsAlone() {
    Mapped mapped = map(labelled(facts("published"), "SERVICE_CHECK_TCP", "true"));
    assertEquals(
        List.of("53:0", "80:2", "443:1", "9000:1"),
        mapped.registrations().stream()
            .map(r -> r.port().number() + ":" + r.checks().size())
            .toList());
  }

  @Test
  void everyLabelIsOnThePage() throws IOException {
    String page = Files.readString(Path.of("../docs/labels.md"));
    List<String> missing = new ArrayList<>();
    Attributes.KEYS.stream()
        .filter(key -> !page.contains("`fairlead." + key.replace('_', '-') + "`"))
        .forEach(missing::add);
    Checks.KEYS.stream()
        .map(key -> "`" + key.substring("check_".length()) + "`")
        .filter(key -> !page.contains(key))
        .forEach(missing::add);
    assertEquals(List.of(), missing);
  }
}
