package io.fairlead.model;

/**
 * A service: a name in a namespace. Both are DNS labels.
 *
 * @param namespace a compose project, a swarm stack, or {@link #DEFAULT_NAMESPACE}
 * @param name the service's own name
 */
public record ServiceKey(String namespace, String name) implements Comparable<ServiceKey> {
  /** The namespace that DNS names may leave out. */
  public static final String DEFAULT_NAMESPACE = "default";

  public ServiceKey {
    DnsLabel.require("namespace", namespace);
    DnsLabel.require("service", name);
  }

  /** A service of the default namespace. */
  public static ServiceKey of(String name) {
    return new ServiceKey(DEFAULT_NAMESPACE, name);
  }

  @Override
  public int compareTo(ServiceKey other) {
    int first = namespace.compareTo(other.namespace);
    return first != 0 ? first : name.compareTo(other.name);
  }

  /** {@code namespace/name}. */
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
