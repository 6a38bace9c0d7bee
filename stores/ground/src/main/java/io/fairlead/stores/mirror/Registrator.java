package io.fairlead.stores.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.model.Instance;
import java.util.HexFormat;

/** The names that Registrator gives things, as parts of keys. */
public final class Registrator {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private Registrator() {}

  /**
   * An instance's id, unique among all hosts: {@code host:container:port}. One that was not given
   * by a container gets its node's name in front.
   */
  public static String id(Instance instance) {
    String id = instance.id().id();
    String node = instance.id().node() + ":";
    return portable(id.startsWith(node) ? id : node + id);
  }

  /** {@code <service>/<id>}. */
  static String key(Instance instance) {
    return instance.service().name() + "/" + id(instance);
  }

  /** {@code ip:port}, {@code [ip]:port} for IPv6. */
  public static String address(Instance instance) {
    String ip = instance.address().toString();
    return (ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + instance.port().number();
  }

  /** The port inside the container where the id tells it, else the one that is answered. */
  public static int exposedPort(Instance instance) {
    String[] parts = instance.id().id().split(":", -1);
    try {
      int port = parts.length >= 3 ? Integer.parseInt(parts[2]) : 0;
      return port > 0 ? port : instance.port().number();
    } catch (NumberFormatException e) {
      return instance.port().number();
    }
  }

  private static String portable(String text) {
    StringBuilder out = new StringBuilder();
    for (byte octet : text.getBytes(UTF_8)) {
      if (octet > ' ' && octet < 127 && octet != '/' && octet != '%') {
        out.append((char) octet);
      } else {
        out.append('%').append(HEX.toHexDigits(octet));
      }
    }
    return out.toString();
  }
}
