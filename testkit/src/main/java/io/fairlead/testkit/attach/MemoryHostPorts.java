package io.fairlead.testkit.attach;

import io.fairlead.model.IpAddress;
import io.fairlead.model.Port;
import io.fairlead.model.net.PublishedPort;
import io.fairlead.spi.HostPorts;
import java.util.ArrayList;
import java.util.List;

/** A host's ports, with processes that have some. Thread-safe. */
public final class MemoryHostPorts implements HostPorts {
  /** Few, so that tests see where they end. */
  public static final Range USUAL = new Range(32768, 32771);

  private final List<PublishedPort> held = new ArrayList<>();

  @Override
  public synchronized Hold hold(Port.Protocol protocol, IpAddress address, int port) throws Taken {
    PublishedPort one = new PublishedPort(protocol, address, port, port);
    if (held.stream().anyMatch(one::overlaps)) {
      throw new Taken("port " + port + " is in use");
    }
    held.add(one);
    return () -> release(one);
  }

  private synchronized void release(PublishedPort one) {
    held.remove(one);
  }

  @Override
  public String holder(Port.Protocol protocol, int port) {
    return "process nginx (7)";
  }

  @Override
  public Range usual() {
    return USUAL;
  }

  /** What is held, as {@code 8080/tcp} with its address before it. */
  public synchronized List<String> held() {
    return held.stream().map(one -> one.hostAddress() + " " + one.text()).sorted().toList();
  }

  /** The agent died: what it held is free. */
  public synchronized void clear() {
    held.clear();
  }
}
