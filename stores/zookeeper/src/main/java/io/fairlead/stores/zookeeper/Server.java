package io.fairlead.stores.zookeeper;

/** One server of an ensemble: a name or an address, and its port. */
record Server(String host, int port) {
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
