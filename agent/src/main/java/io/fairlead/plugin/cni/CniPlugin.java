package io.fairlead.plugin.cni;

import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.plugin.cni.CniRequest.Attachment;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Connected;
import io.fairlead.spi.Connecting;
import io.fairlead.spi.Connection;
import io.fairlead.wire.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Does what runtimes ask. Thread-safe. */
final class CniPlugin {
  static final String OWNER = "cni:";

  private static final System.Logger LOG = System.getLogger(CniPlugin.class.getName());
  private static final Pattern PLAIN = Pattern.compile("[a-zA-Z0-9_.:-]{1,124}");
  private static final String POD = "K8S_POD_NAME";
  private static final String POD_NAMESPACE = "K8S_POD_NAMESPACE";
  private static final String NAMESPACE_LABEL = "io.kubernetes.pod.namespace";
  private static final String WITHOUT_CHECK = "0.3.1";

  private final Connecting connecting;
  private final Function<String, @Nullable Network> networks;
  private final Predicate<String> there;
  private final List<String> nameservers;

  /**
   * A plugin.
   *
   * @param networks the network of a name, or null
   * @param there whether there is a file at a path
   * @param nameservers who answers names in what is attached
   */
  CniPlugin(
      Connecting connecting,
      Function<String, @Nullable Network> networks,
      Predicate<String> there,
      List<String> nameservers) {
    this.connecting = connecting;
    this.networks = networks;
    this.there = there;
    this.nameservers = List.copyOf(nameservers);
  }

  /**
   * What a runtime is answered.
   *
   * @param done whether what it asked for was done
   */
  record Reply(boolean done, byte[] json) {}

  /** Does what is asked. */
  Reply answer(Map<String, String> environment, byte[] config) {
    String version = CniRequest.NEWEST;
    try {
      CniRequest request = CniRequest.read(environment, config);
      version = request.version();
      return new Reply(true, answer(request));
    } catch (CniFailure e) {
      return new Reply(false, e.json(version));
    } catch (AttachRefused e) {
      int code = e.retryable() ? CniFailure.TRY_AGAIN : CniFailure.REFUSED;
      return new Reply(false, new CniFailure(code, String.valueOf(e.getMessage())).json(version));
    }
  }

  private byte[] answer(CniRequest request) {
    return switch (request.command()) {
      case ADD -> add(request);
      case DEL -> {
        connecting.disconnect(id(request.container(), request.ifname()));
        yield new byte[0];
      }
      case CHECK -> {
        require(request, version -> !version.equals(WITHOUT_CHECK));
        check(request);
        yield new byte[0];
      }
      case GC -> {
        require(request, CniRequest.NEWEST::equals);
        collect(request);
        yield new byte[0];
      }
      case STATUS -> {
        require(request, CniRequest.NEWEST::equals);
        status(request);
        yield new byte[0];
      }
      case VERSION -> version(request.version());
    };
  }

  private static void require(CniRequest request, Predicate<String> version) {
    if (!version.test(request.version())) {
      throw new CniFailure(
          CniFailure.VERSION,
          "CNI version " + request.version() + " has no " + request.command(),
          "write a newer cniVersion");
    }
  }

  private byte[] add(CniRequest request) {
    if (networks.apply(request.network()) == null) {
      throw new CniFailure(
          CniFailure.CONFIGURATION,
          "there is no network '" + request.network() + "'",
          "make it with 'fairlead network create "
              + request.network()
              + "', or name another as \"network\"");
    }
    if (!there.test(request.netns())) {
      throw new CniFailure(
          CniFailure.ENVIRONMENT,
          "CNI_NETNS "
              + request.netns()
              + " is not there; let the agent see what the runtime sees");
    }
    Connected made =
        connecting.connect(
            new Connection(
                id(request.container(), request.ifname()),
                request.conf(),
                request.network(),
                "container " + request.container(),
                request.netns(),
                request.ifname(),
                request.mac(),
                request.ips(),
                List.of(),
                who(request)));
    return CniResult.of(request, made, nameservers);
  }

  private static NetworkEndpoint.Attached who(CniRequest request) {
    Map<String, String> labels = new HashMap<>();
    String namespace = request.arguments().getOrDefault(POD_NAMESPACE, "");
    if (!namespace.isEmpty()) {
      labels.put(NAMESPACE_LABEL, namespace);
    }
    String name = request.arguments().getOrDefault(POD, "");
    return new NetworkEndpoint.Attached(
        name.isEmpty() ? request.container() : name, request.container(), List.of(), labels);
  }

  private void check(CniRequest request) {
    String id = id(request.container(), request.ifname());
    if (connecting.all().stream().noneMatch(one -> one.wanted().id().equals(id))) {
      throw new CniFailure(
          CniFailure.UNKNOWN_CONTAINER,
          "container " + request.container() + " has no " + request.ifname() + " here");
    }
    Optional<String> trouble = connecting.trouble(id);
    if (trouble.isPresent()) {
      throw new CniFailure(CniFailure.CHANGED, trouble.get());
    }
  }

  /** Ends what the runtime does not have any more of this configuration. */
  private void collect(CniRequest request) {
    Set<Attachment> valid = request.valid();
    if (valid == null) {
      return;
    }
    for (Connected one : connecting.all()) {
      Connection wanted = one.wanted();
      boolean own = wanted.id().startsWith(OWNER) && wanted.group().equals(request.conf());
      if (own && !valid.contains(new Attachment(wanted.who().id(), wanted.ifname()))) {
        LOG.log(System.Logger.Level.INFO, "{0} ends: its runtime has it no more", wanted.subject());
        connecting.disconnect(wanted.id());
      }
    }
  }

  private void status(CniRequest request) {
    Optional<String> unready = connecting.unready();
    if (unready.isPresent()) {
      throw new CniFailure(CniFailure.NOT_READY, "nothing can be attached now", unready.get());
    }
    if (networks.apply(request.network()) == null) {
      throw new CniFailure(
          CniFailure.NOT_READY,
          "there is no network '" + request.network() + "'",
          "make it with 'fairlead network create " + request.network() + "'");
    }
  }

  private static byte[] version(String version) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("cniVersion", version);
    all.put("supportedVersions", CniRequest.VERSIONS);
    return Json.write(all);
  }

  /** What an interface of a container is known by here. */
  static String id(String container, String ifname) {
    String plain = container + ":" + ifname;
    if (PLAIN.matcher(plain).matches()) {
      return OWNER + plain;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(plain.getBytes(StandardCharsets.UTF_8));
      return OWNER + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
