package io.fairlead.json;

import io.fairlead.model.Cause;
import io.fairlead.model.Check;
import io.fairlead.model.CheckSpec;
import io.fairlead.model.CheckState;
import io.fairlead.model.Endpoint;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Node;
import io.fairlead.model.Port;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.model.ServiceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Valid values of the model with every field in play, drawn from a seeded random. */
final class ModelSamples {
  private static final String LABEL = "abcdefghijklmnopqrstuvwxyz0123456789_";
  private static final String ID = "abcXYZ0123:.-_%?#é€\uFFFD\"\\'<&";

  private final Random random;

  ModelSamples(Random random) {
    this.random = random;
  }

  Instance instance() {
    return new Instance(
        new InstanceId(label(), letters(ID, 1, 255)),
        label(),
        new ServiceKey(label(), label()),
        maybeText(),
        port(),
        address(),
        some(3, this::endpoint),
        some(3, this::text).stream().distinct().toList(),
        texts(),
        random.nextInt(65536),
        random.nextBoolean(),
        checks(),
        some(3, this::state),
        cause());
  }

  Registration registration(RegistrationId id, Cause cause) {
    return new Registration(
        id,
        new ServiceKey(label(), label()),
        maybeText(),
        port(),
        address(),
        some(3, this::endpoint),
        some(3, this::text),
        texts(),
        random.nextInt(65536),
        random.nextBoolean(),
        checks(),
        List.of(),
        cause);
  }

  Node node() {
    return new Node(label(), some(3, this::address), texts());
  }

  private Port port() {
    return switch (random.nextInt(4)) {
      case 0 -> Port.NONE;
      case 1 -> Port.udp(random.nextInt(65536));
      case 2 -> Port.tcp(random.nextInt(65536));
      default -> new Port(random.nextInt(65536), oneOf(Port.Protocol.values()), label());
    };
  }

  private IpAddress address() {
    return random.nextBoolean() ? v4() : v6();
  }

  private IpAddress v4() {
    return IpAddress.v4(random.nextInt());
  }

  private IpAddress v6() {
    return IpAddress.v6(0xfd00_0000_0000_0000L | random.nextInt(), random.nextLong());
  }

  private Endpoint endpoint() {
    @Nullable IpPrefix v4 = random.nextBoolean() ? new IpPrefix(v4(), random.nextInt(33)) : null;
    @Nullable IpPrefix v6 = random.nextBoolean() ? new IpPrefix(v6(), random.nextInt(129)) : null;
    return new Endpoint(text(), oneOf(Endpoint.Scope.values()), v4, v6);
  }

  private List<Check> checks() {
    return IntStream.range(0, random.nextInt(4)).mapToObj(i -> check("check " + i)).toList();
  }

  private Check check(String name) {
    return new Check(name, spec(), timing(), oneOf(Health.values()));
  }

  private Check.Timing timing() {
    @Nullable Duration deregisterAfter = random.nextBoolean() ? duration() : null;
    return new Check.Timing(
        duration().plusMillis(100),
        duration(),
        1 + random.nextInt(100),
        1 + random.nextInt(100),
        deregisterAfter);
  }

  private Duration duration() {
    return Duration.ofNanos(1 + random.nextLong(1L << random.nextInt(1, 50)));
  }

  private CheckSpec spec() {
    return switch (random.nextInt(5)) {
      case 0 ->
          new CheckSpec.Http(
              random.nextBoolean(),
              random.nextBoolean(),
              letters("GETPOS", 1, 6),
              "/" + letters(ID, 0, 20),
              random.nextInt(65536),
              Map.of("x-" + letters(LABEL, 1, 5), maybeText()));
      case 1 -> new CheckSpec.Tcp(random.nextInt(65536));
      case 2 ->
          new CheckSpec.Grpc(
              random.nextBoolean(), random.nextBoolean(), maybeText(), random.nextInt(65536));
      case 3 -> new CheckSpec.Ttl(duration());
      default -> new CheckSpec.Script("run " + text());
    };
  }

  private CheckState state() {
    return new CheckState(text(), text(), oneOf(Health.values()), instant(), maybeText());
  }

  private Cause cause() {
    return new Cause(instant(), maybeText());
  }

  private Instant instant() {
    return Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000));
  }

  private Map<String, String> texts() {
    Map<String, String> texts = new HashMap<>();
    some(4, this::text).forEach(key -> texts.put(key, maybeText()));
    return texts;
  }

  private String maybeText() {
    return random.nextInt(3) == 0 ? "" : text();
  }

  private String text() {
    return letters(ID + " äß", 1, 12);
  }

  private String label() {
    return letters(LABEL, 1, 63);
  }

  private String letters(String alphabet, int least, int most) {
    int length = random.nextInt(least, most + 1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private <T> List<T> some(int most, Supplier<T> source) {
    return Stream.generate(source).limit(random.nextInt(most + 1)).toList();
  }

  private <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
