package io.fairlead.plugin.cni;

import io.fairlead.model.net.Network;
import io.fairlead.spi.Connecting;
import io.fairlead.spi.Time;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Exchange;
import io.fairlead.transport.server.Request;
import io.fairlead.transport.server.Route;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the script that runtimes start sends what it was given: each variable as a header, {@code
 * CNI_NETNS} as {@code Cni-Netns}, and what came on standard input as the body. What is answered
 * goes to standard output as it is; {@code 200} is success and {@value #FAILED} an error of CNI.
 */
public final class CniRoutes {
  /** The path. */
  public static final String PATH = "/api/v1/cni";

  private static final int FAILED = 409;
  private static final List<String> VARIABLES =
      List.of("COMMAND", "CONTAINERID", "NETNS", "IFNAME", "ARGS", "PATH");

  private final CniPlugin plugin;

  private final Time time;
  private final ObjLongConsumer<String> took;

  private CniRoutes(CniPlugin plugin, Time time, ObjLongConsumer<String> took) {
    this.plugin = plugin;
    this.time = time;
    this.took = took;
  }

  /**
   * The routes.
   *
   * @param networks the network of a name, or null
   * @param nameservers who answers names in what is attached
   * @param took told of each call that was done, and the nanoseconds that it took
   */
  public static List<Route> of(
      Connecting connecting,
      Function<String, @Nullable Network> networks,
      List<String> nameservers,
      Time time,
      ObjLongConsumer<String> took) {
    CniRoutes routes =
        new CniRoutes(
            new CniPlugin(connecting, networks, CniRoutes::exists, nameservers), time, took);
    return List.of(new Route("POST", PATH, "application/json", routes::handle));
  }

  private static boolean exists(String path) {
    try {
      return Files.exists(Path.of(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private void handle(Request request, Exchange exchange) {
    long begin = time.nanos();
    Map<String, String> environment = new HashMap<>();
    for (String variable : VARIABLES) {
      String value = request.header("cni-" + variable.toLowerCase(Locale.ROOT));
      if (value != null) {
        environment.put("CNI_" + variable, value);
      }
    }
    exchange.work(
        () -> {
          CniPlugin.Reply reply = plugin.answer(environment, request.body());
          if (reply.done()) {
            took.accept("cni." + environment.get("CNI_COMMAND"), time.nanos() - begin);
          }
          return Answer.json(reply.done() ? 200 : FAILED, reply.json());
        });
  }
}
