package io.fairlead.e2e;

import io.fairlead.testkit.fleet.Doc;
import java.util.Collection;
import java.util.TreeSet;

/**
 * One instance, reduced to what an engine can be asked about too.
 *
 * @param service the service's name and namespace, {@code web.shop}
 * @param addresses all of its container's, IPv4 and IPv6
 * @param serving whether new traffic should go to it
 */
record Entry(String container, String service, int port, TreeSet<String> addresses, boolean serving)
    implements Comparable<Entry> {

  static Entry of(
      String container, String service, int port, Collection<String> addresses, boolean serving) {
    return new Entry(container, service, port, new TreeSet<>(addresses), serving);
  }

  /** As the API and the command line write an instance. */
  static Entry ofInstance(Doc instance) {
    TreeSet<String> addresses = new TreeSet<>();
    for (Doc endpoint : instance.at("endpoints").elements()) {
      for (String family : new String[] {"v4", "v6"}) {
        String prefix = endpoint.at(family).text();
        if (!prefix.isEmpty()) {
          addresses.add(prefix.replaceFirst("/.*", ""));
        }
      }
    }
    addresses.add(instance.at("address").text());
    return new Entry(
        instance.at("container").text(),
        instance.at("service").text() + "." + instance.at("namespace").text(),
        instance.at("port", "number").number(),
        addresses,
        instance.at("health").text().equals("passing") && !instance.at("draining").truth());
  }

  @Override
  public int compareTo(Entry other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return container + " " + service + ":" + port + " " + addresses + (serving ? "" : " held back");
  }
}
