package io.fairlead.stores.mirror;

import io.fairlead.model.Nearest;
import io.fairlead.spi.StoreException;
import io.fairlead.stores.url.StoreUrl;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Where instances are written too: a store's URL, or {@code registrator+} and the URL that
 * Registrator was given.
 *
 * @param url of the server; of a layout, the path is what that layout makes of it
 */
public record AlsoUrl(Layout layout, StoreUrl url) {
  private static final String MARK = "registrator+";

  /** How things are written there. */
  public enum Layout {
    /** As in this node's own store. */
    FAIRLEAD("", ""),
    /** Services of a Consul agent. */
    CONSUL("consul", "consul"),
    /** {@code <path>/<service>/<id>} in Consul's key-value store. */
    CONSULKV("consulkv", "consul"),
    /** {@code /<path>/<service>/<id>} in etcd. */
    ETCD("etcd", "etcd"),
    /** SkyDNS's records in etcd. */
    SKYDNS2("skydns2", "etcd"),
    /** {@code /<path>/<service>/<ip:port>} in ZooKeeper. */
    ZOOKEEPER("zookeeper", "zookeeper");

    private final String scheme;
    private final String server;

    Layout(String scheme, String server) {
      this.scheme = scheme;
      this.server = server;
    }
  }

  /**
   * Reads a URL.
   *
   * @throws StoreException not retryable; says what is wrong in it and what may stand there
   */
  public static AlsoUrl parse(String given) {
    String text = given.strip();
    if (!text.toLowerCase(Locale.ROOT).startsWith(MARK)) {
      return plain(text);
    }
    String rest = text.substring(MARK.length());
    int colon = Math.max(0, rest.indexOf(':'));
    String scheme = rest.substring(0, colon).toLowerCase(Locale.ROOT);
    Layout layout =
        Arrays.stream(Layout.values())
            .filter(known -> !known.scheme.isEmpty() && known.scheme.equals(scheme))
            .findFirst()
            .orElseThrow(() -> unknown(scheme));
    StoreUrl url = StoreUrl.parse(layout.server + rest.substring(colon));
    requirePath(layout, url);
    return new AlsoUrl(layout, url);
  }

  private static AlsoUrl plain(String text) {
    int colon = text.indexOf(':');
    String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    if (scheme.equals("skydns2") || scheme.equals("consulkv")) {
      throw StoreException.refused(
          "'" + scheme + ":' is a layout of Registrator's; write " + MARK + text);
    }
    StoreUrl url = StoreUrl.parse(text);
    if (!url.scheme().remote()) {
      throw StoreException.refused(
          "'"
              + url
              + "' is a store of one host alone, where nobody else reads; name a store of many");
    }
    return new AlsoUrl(Layout.FAIRLEAD, url);
  }

  private static void requirePath(Layout layout, StoreUrl url) {
    if (layout == Layout.SKYDNS2 && url.path().isEmpty()) {
      throw StoreException.refused(
          "the domain of SkyDNS is missing; write " + MARK + "skydns2://HOST:PORT/skydns.local");
    }
    boolean keyed = layout == Layout.CONSULKV || layout == Layout.ETCD;
    if (keyed && url.path().isEmpty()) {
      throw StoreException.refused(
          "the path that readers look under is missing; write "
              + MARK
              + layout.scheme
              + "://HOST:PORT/services");
    }
    if (layout == Layout.CONSUL && !url.path().isEmpty()) {
      throw StoreException.refused(
          "a Consul agent has no paths; take '/"
              + url.path()
              + "' out, or write "
              + MARK
              + "consulkv:");
    }
  }

  private static StoreException unknown(String scheme) {
    List<String> known =
        Arrays.stream(Layout.values()).map(l -> l.scheme).filter(s -> !s.isEmpty()).toList();
    return StoreException.refused(
        "there is no '"
            + MARK
            + scheme
            + ":'"
            + Nearest.of(scheme, known)
                .map(near -> "; did you mean '" + MARK + near + ":'?")
                .orElse("")
            + " There are "
            + known.stream().map(name -> MARK + name + ":").collect(Collectors.joining(", ")));
  }

  /** As it may be written again; holds no secret. */
  @Override
  public String toString() {
    if (layout == Layout.FAIRLEAD) {
      return url.toString();
    }
    String text = url.toString();
    return MARK + layout.scheme + text.substring(text.indexOf(':'));
  }
}
