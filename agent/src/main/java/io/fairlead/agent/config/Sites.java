package io.fairlead.agent.config;

import io.fairlead.agent.config.AgentConfig.Remote;
import io.fairlead.model.DnsLabel;
import io.fairlead.select.Failover;
import io.fairlead.stores.url.StoreUrl;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads what is said of datacenters. Each throws {@link IllegalArgumentException}. */
final class Sites {
  /** Words that stand where a datacenter's name does. */
  private static final Set<String> TAKEN =
      Set.of("svc", "node", "container", "addr", "any", "none");

  private static final int LONGEST = 32;
  private static final int LONGEST_WITH_DOMAIN = 98;

  private Sites() {}

  static String datacenter(String text) {
    if (!DnsLabel.isValid(text) || text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a datacenter's name; use at most "
              + LONGEST
              + " of a-z, 0-9, - and _, as in dc2");
    }
    if (TAKEN.contains(text)) {
      throw new IllegalArgumentException(
          "'" + text + "' means something else in names; call the datacenter another way");
    }
    return text;
  }

  static Remote remote(String text) {
    int equals = text.indexOf('=');
    if (equals < 0 || text.substring(0, equals).indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "a remote store is NAME=URL, as in dc2=etcd://h1:2379,h2:2379/prefix");
    }
    String name = datacenter(text.substring(0, equals));
    StoreUrl store = ConfigReader.store(text.substring(equals + 1));
    if (!store.scheme().remote()) {
      throw new IllegalArgumentException(
          "the store of " + name + " is on one host only; another datacenter's must be reachable");
    }
    return new Remote(name, store);
  }

  /** No name twice, and none that makes names too long; returns the own one. */
  static String distinct(String own, List<Remote> remotes, String domain) {
    Set<String> names = new HashSet<>(Set.of(own));
    for (Remote remote : remotes) {
      String name = remote.datacenter();
      if (name.equals(own)) {
        throw new IllegalArgumentException(
            "'" + name + "' is this agent's own datacenter; --datacenter calls it otherwise");
      }
      if (!names.add(name)) {
        throw new IllegalArgumentException("'" + name + "' is given twice; give it once");
      }
      if (name.length() + 1 + domain.length() > LONGEST_WITH_DOMAIN) {
        throw new IllegalArgumentException(
            "'" + name + "." + domain + "' leaves no room for names; use shorter ones");
      }
    }
    return own;
  }

  static Failover.Rule rule(String text) {
    return Failover.Rule.valueOf(
        Values.choice(text, "none", "missing", "unhealthy").toUpperCase(Locale.ROOT));
  }
}
