package io.fairlead.stores.url;

import io.fairlead.model.Nearest;
import io.fairlead.spi.StoreException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of stores that a URL may name, and what their URLs may say. */
public enum Scheme {
  /** The store on this host's own disk. */
  EMBEDDED(0, 0),
  /** etcd, by its v3 API. */
  ETCD(2379, 2379),
  /** Consul's key-value store. */
  CONSUL(8500, 8501),
  /** ZooKeeper. */
  ZOOKEEPER(2181, 2281);

  private static final List<String> SHARED =
      List.of("tls", "ca", "cert", "key", "password-file", "token-file", "plaintext");

  private final int port;
  private final int tlsPort;

  Scheme(int port, int tlsPort) {
    this.port = port;
    this.tlsPort = tlsPort;
  }

  /** As in a URL: {@code etcd}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is reached over a network. */
  public boolean remote() {
    return port != 0;
  }

  int port(boolean tls) {
    return tls ? tlsPort : port;
  }

  List<String> options() {
    return switch (this) {
      case EMBEDDED -> List.of();
      case ETCD, ZOOKEEPER -> SHARED;
      case CONSUL -> Stream.concat(SHARED.stream(), Stream.of("dc")).toList();
    };
  }

  static Scheme of(String text) {
    return Arrays.stream(values())
        .filter(scheme -> scheme.text().equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> unknown(text));
  }

  private static StoreException unknown(String text) {
    List<String> known = Arrays.stream(values()).map(Scheme::text).toList();
    return StoreException.refused(
        "there is no store '"
            + text
            + ":'"
            + Nearest.of(text, known).map(near -> "; did you mean '" + near + ":'?").orElse("")
            + " Stores are "
            + known.stream().map(name -> name + ":").collect(Collectors.joining(", ")));
  }
}
