package io.fairlead.testkit.ipam;

import io.fairlead.spi.Store;
import io.fairlead.testkit.servers.Gate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A store on a real server, which each host reaches through a gate of its own. Thread-safe. */
public final class GatedStore implements Contested {
  private final int port;
  private final Function<String, Store> open;
  private final Runnable restart;
  private final Map<String, Gate> gates = new ConcurrentHashMap<>();

  /**
   * The store of a server that runs.
   *
   * @param port the server's, on the loopback address
   * @param open opens a client of the server at an {@code ADDRESS:PORT}
   * @param restart kills the server and starts it again
   */
  public GatedStore(int port, Function<String, Store> open, Runnable restart) {
    this.port = port;
    this.open = open;
    this.restart = restart;
  }

  @Override
  public Store connect(String host) {
    return open.apply(gate(host).address());
  }

  @Override
  public void become(String host, Gate.Way way) {
    gate(host).become(way);
  }

  @Override
  public void restart() {
    restart.run();
  }

  private Gate gate(String host) {
    return gates.computeIfAbsent(host, name -> new Gate(port));
  }

  @Override
  public void close() {
    gates.values().forEach(Gate::close);
  }
}
