package io.fairlead.stores.url;

import io.fairlead.model.Nearest;
import io.fairlead.spi.StoreException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads one store URL. What it says of a wrong one holds no more of it than the part at fault. */
final class UrlReader {
  private static final int MAX_PATH = 256;
  private static final int MAX_PORT = 65_535;

  // A name, a colon, no port, and an '@' later on.
  private static final Pattern PASSWORD =
      Pattern.compile("\\w+://[^@,/?\\[]+:(?!\\d{1,5}([,/?]|$)).*@.*");

  private final String text;

  UrlReader(String text) {
    this.text = text.strip();
  }

  StoreUrl read() {
    int colon = text.indexOf(':');
    if (colon <= 0) {
      throw wrong("it has no scheme; write for example etcd://h1:2379/fairlead or embedded:");
    }
    if (PASSWORD.matcher(text).matches()) {
      throw wrong(
          "a password must not stand in it, where anybody may read it; put it in a file and write"
              + " password-file=FILE, or in the variable "
              + Secrets.PASSWORD);
    }
    Scheme scheme = Scheme.of(text.substring(0, colon));
    String rest = text.substring(colon + 1);
    Map<String, String> options = new TreeMap<>();
    int question = rest.indexOf('?');
    if (question >= 0) {
      options.putAll(options(scheme, rest.substring(question + 1)));
      rest = rest.substring(0, question);
    }
    requireConsistent(options);
    if (!scheme.remote()) {
      return new StoreUrl(scheme, null, List.of(), decoded(rest, "the directory"), options);
    }
    if (!rest.startsWith("//")) {
      throw wrong("two slashes are missing: " + scheme.text() + "://HOST:PORT/PREFIX");
    }
    rest = rest.substring(2);
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    String path = slash < 0 ? "" : path(rest.substring(slash));
    int at = authority.lastIndexOf('@');
    String user = at < 0 ? null : user(authority.substring(0, at));
    List<HostPort> hosts = hosts(authority.substring(at + 1), scheme.port(StoreUrl.tls(options)));
    return new StoreUrl(scheme, user, hosts, path, options);
  }

  static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  private Map<String, String> options(Scheme scheme, String query) {
    Map<String, String> options = new TreeMap<>();
    for (String option : query.split("&", -1)) {
      int equals = option.indexOf('=');
      String name = equals < 0 ? option : option.substring(0, equals);
      if (!scheme.options().contains(name)) {
        throw wrong(unknown(scheme, name));
      }
      String value = equals < 0 ? "" : decoded(option.substring(equals + 1), "option " + name);
      if (value.isEmpty()) {
        throw wrong("option " + name + " has no value");
      }
      if (options.put(name, value) != null) {
        throw wrong("option " + name + " is there twice");
      }
    }
    return options;
  }

  private static String unknown(Scheme scheme, String name) {
    if (scheme.options().isEmpty()) {
      return scheme.text() + ": has no options, not '" + name + "'";
    }
    return "there is no option '"
        + name
        + "'"
        + Nearest.of(name, scheme.options())
            .map(near -> "; did you mean '" + near + "'?")
            .orElse("")
        + " Options are "
        + String.join(", ", scheme.options());
  }

  private void requireConsistent(Map<String, String> options) {
    requireOneOf(options, "tls", List.of("on", "off"));
    requireOneOf(options, "plaintext", List.of("allowed"));
    if (options.containsKey("cert") != options.containsKey("key")) {
      throw wrong("a client certificate needs both options, cert=FILE and key=FILE");
    }
    if ("off".equals(options.get("tls")) && StoreUrl.tls(options)) {
      throw wrong("tls=off and certificates exclude each other; take one out");
    }
  }

  private void requireOneOf(Map<String, String> options, String name, List<String> allowed) {
    String value = options.get(name);
    if (value != null && !allowed.contains(value)) {
      throw wrong("option " + name + " is '" + value + "'; " + String.join(" or ", allowed));
    }
  }

  private String user(String user) {
    String decoded = decoded(user, "the user");
    if (decoded.isEmpty()) {
      throw wrong("the user before '@' is empty");
    }
    return decoded;
  }

  private List<HostPort> hosts(String authority, int port) {
    List<HostPort> hosts = new ArrayList<>();
    for (String host : authority.split(",", -1)) {
      HostPort server = host(host.strip(), port);
      if (hosts.contains(server)) {
        throw wrong("the server " + server + " is there twice");
      }
      hosts.add(server);
    }
    return hosts;
  }

  private HostPort host(String text, int port) {
    int end;
    String host;
    if (text.startsWith("[")) {
      end = text.indexOf(']') + 1;
      if (end == 0) {
        throw wrong("the bracket of '" + text + "' does not close");
      }
      host = text.substring(1, end - 1);
    } else {
      end = text.indexOf(':') < 0 ? text.length() : text.indexOf(':');
      host = text.substring(0, end);
      if (text.indexOf(':', end + 1) >= 0) {
        throw wrong("'" + text + "' looks like IPv6; write it in brackets: [" + text + "]");
      }
    }
    if (host.isEmpty() || !host.matches("[A-Za-z0-9._:%-]+")) {
      throw wrong("'" + text + "' is no server; write HOST or HOST:PORT, with commas between");
    }
    return new HostPort(host, end == text.length() ? port : port(text, text.substring(end)));
  }

  private int port(String server, String suffix) {
    try {
      int port = Integer.parseInt(suffix.substring(1));
      if (suffix.charAt(0) == ':' && port > 0 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw wrong("the port of '" + server + "' is no number from 1 to " + MAX_PORT);
  }

  private String path(String path) {
    String inner = path.replaceAll("^/+|/+$", "");
    if (inner.length() > MAX_PATH
        || ("/" + inner + "/").contains("/../")
        || ("/" + inner + "/").contains("/./")
        || !inner.matches("[A-Za-z0-9._~-]*(/[A-Za-z0-9._~-]+)*")) {
      throw wrong(
          "the path '"
              + path
              + "' may hold letters, digits, '.', '_', '~', '-' and single slashes (no '..'), at most "
              + MAX_PATH
              + " characters");
    }
    return inner;
  }

  private String decoded(String value, String what) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw wrong(what + " has a '%' without two hexadecimal digits; write a '%' as %25");
    }
  }

  private static StoreException wrong(String what) {
    return StoreException.refused("wrong store URL: " + what);
  }
}
