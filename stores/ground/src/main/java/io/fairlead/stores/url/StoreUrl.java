package io.fairlead.stores.url;

import io.fairlead.spi.StoreException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a store is: {@code etcd://user@h1:2379,h2:2379/prefix?tls=on&ca=FILE}. Holds no secret.
 *
 * @param user who asks, or null
 * @param hosts its servers; none for a store on this host
 * @param path what all of its keys start with, without slashes around it; may be empty. For a store
 *     on this host a directory, or empty for the usual one
 * @param options by name; all of them known
 */
public record StoreUrl(
    Scheme scheme,
    @Nullable String user,
    List<HostPort> hosts,
    String path,
    Map<String, String> options) {
  public StoreUrl {
    hosts = List.copyOf(hosts);
    options = Map.copyOf(options);
  }

  /**
   * Reads a URL.
   *
   * @throws StoreException not retryable; says what is wrong in it and what may stand there
   */
  public static StoreUrl parse(String text) {
    return new UrlReader(text).read();
  }

  /** The option's value, or null. */
  public @Nullable String option(String name) {
    return options.get(name);
  }

  /** Whether connections are encrypted: asked for, or implied by a certificate. */
  public boolean tls() {
    return tls(options);
  }

  static boolean tls(Map<String, String> options) {
    return "on".equals(options.get("tls"))
        || options.containsKey("ca")
        || options.containsKey("cert");
  }

  /** The servers as people know them: {@code h1:2379,h2:2379}. */
  public String servers() {
    return hosts.stream().map(HostPort::toString).collect(Collectors.joining(","));
  }

  /** As it may be written again. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(scheme.text()).append(':');
    if (scheme.remote()) {
      out.append("//").append(user == null ? "" : UrlReader.encoded(user) + "@").append(servers());
      out.append(path.isEmpty() ? "" : "/");
    }
    out.append(path);
    if (!options.isEmpty()) {
      out.append(
          new TreeMap<>(options)
              .entrySet().stream()
                  .map(option -> option.getKey() + "=" + UrlReader.encoded(option.getValue()))
                  .collect(Collectors.joining("&", "?", "")));
    }
    return out.toString();
  }
}
