package io.fairlead.transport.server;

import java.util.ArrayList;
import java.util.List;

/**
 * The open connections of one event loop, packed: all of them are looked at several times a second.
 * Confined to the loop.
 */
final class Siblings {
  private final List<Connection> connections = new ArrayList<>();

  void add(Connection connection) {
    connection.place = connections.size();
    connections.add(connection);
  }

  /** Puts the last one in its place. */
  void remove(Connection connection) {
    Connection last = connections.removeLast();
    if (!last.equals(connection)) {
      connections.set(connection.place, last);
      last.place = connection.place;
    }
  }

  /** Looks at each, the last first: whoever goes meanwhile leaves nobody out. */
  void check(long now) {
    for (int i = connections.size() - 1; i >= 0; i--) {
      if (i < connections.size()) {
        connections.get(i).check(now);
      }
    }
  }
}
