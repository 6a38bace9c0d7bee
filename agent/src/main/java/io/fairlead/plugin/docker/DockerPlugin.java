package io.fairlead.plugin.docker;

import io.fairlead.model.net.Network;
import io.fairlead.spi.Attaching;
import io.fairlead.spi.ClusterNetworks;
import io.fairlead.spi.EndpointFacts;
import io.fairlead.spi.Publishing;
import io.fairlead.spi.Time;
import io.fairlead.transport.Address;
import io.fairlead.transport.server.HttpServer;
import io.fairlead.transport.server.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** A network and address driver for one engine, listening. Thread-safe. */
public final class DockerPlugin implements AutoCloseable {
  private static final String SUFFIX = ".sock";

  private final HttpServer server;
  private final Keeper keeper;
  private final Errands errands;
  private final Bell bell;

  private DockerPlugin(HttpServer server, Keeper keeper, Errands errands, Bell bell) {
    this.server = server;
    this.keeper = keeper;
    this.errands = errands;
    this.bell = bell;
  }

  /**
   * What it works with.
   *
   * @param node this node's name
   * @param engine where the engine listens
   * @param catalog the cluster's network of a name, as it was last known, or null
   * @param book the file that remembers which network is which
   * @param took told of each call, and the nanoseconds that it took
   */
  public record Surroundings(
      String node,
      Address engine,
      Attaching attaching,
      EndpointFacts facts,
      Publishing publishing,
      ClusterNetworks networks,
      Function<String, @Nullable Network> catalog,
      Path book,
      Time time,
      ObjLongConsumer<String> took) {}

  /**
   * Starts to answer the engine; {@link #run} does the rest.
   *
   * @param socket where the engine looks for plugins; the file's name is the driver's
   * @throws IOException where it cannot listen; the message says why
   */
  public static DockerPlugin start(Surroundings around, Path socket) throws IOException {
    String driver = driver(socket);
    Bell bell = new Bell();
    Bindings bindings = Bindings.open(around.book, around.time, bell::ring);
    Errands errands = new Errands(around.node, driver, around.networks, bindings, around.time);
    Attendance attendance =
        new Attendance(around.node, around.attaching, around.facts, bindings, around.time);
    Keeper keeper =
        new Keeper(
            driver,
            around.engine,
            around.networks,
            bindings,
            errands,
            attendance,
            bell,
            around.time);
    PluginHandler handler =
        new PluginHandler(
            new NetworkCalls(around.node, around.attaching, around.publishing, bindings),
            new IpamCalls(
                around.facts, around.networks, name -> known(bindings, around, name), bindings),
            around.time,
            around.took);
    HttpServer server = HttpServer.start(List.of(), socket, handler, Limits.DEFAULT, around.time);
    return new DockerPlugin(server, keeper, errands, bell);
  }

  private static @Nullable Network known(Bindings bindings, Surroundings around, String name) {
    Network network = bindings.network(name);
    return network == null ? around.catalog.apply(name) : network;
  }

  /** The name that people give with {@code -d}. */
  public static String driver(Path socket) {
    String file = String.valueOf(socket.getFileName());
    return file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : file;
  }

  /** Keeps the engine's networks the cluster's until the thread is interrupted. */
  public void run() throws InterruptedException {
    keeper.run();
  }

  /** The cluster's networks are others than before. */
  public void networksChanged() {
    bell.ring();
  }

  /** What could not be done with networks on this host, by network. */
  public Map<String, String> complaints() {
    return errands.complaints();
  }

  /** Stops to answer. Safe to repeat. */
  @Override
  public void close() {
    server.close();
  }
}
