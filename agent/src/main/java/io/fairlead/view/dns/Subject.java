package io.fairlead.view.dns;

import io.fairlead.model.Instance;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port;
import io.fairlead.model.ServiceKey;
import org.jspecify.annotations.Nullable;

/** What a name is about, by its form alone: whether there is such a thing, the snapshot knows. */
sealed interface Subject {
  /** The domain itself. */
  record Apex() implements Subject {}

  /** A name that only has others below it: {@code svc.internal}. */
  record Branch() implements Subject {}

  /** A name that no catalog can give a meaning to. */
  record Nothing() implements Subject {}

  /** Not ours, whatever the catalog holds. */
  record Foreign() implements Subject {}

  /** {@code web.svc.dc2.internal}: the same without a datacenter, in this one and no other. */
  record In(String datacenter, Subject subject) implements Subject {}

  /** {@code web.svc.internal} and all with a filter before it. */
  record OfService(ServiceKey key, Filter filter) implements Subject {}

  /** {@code _tag.web.svc.internal}: exists where {@code web} has tags. */
  record TagsOf(ServiceKey key) implements Subject {}

  /** {@code web} or {@code web.shop}, to be completed. */
  record Bare(String service, @Nullable String namespace) implements Subject {}

  /** {@code host1.node.internal}. */
  record OfNode(String name) implements Subject {}

  /** {@code shop-web-1.container.internal}. */
  record OfContainer(String name) implements Subject {}

  /** {@code 0a000001.addr.internal}: says itself what it means. */
  record OfAddress(@Nullable IpAddress v4, @Nullable IpAddress v6) implements Subject {}

  /** {@code 1.0.0.10.in-addr.arpa}. */
  record Reverse(IpAddress address) implements Subject {}

  /**
   * Which instances of a service.
   *
   * @param protocol null for any
   * @param port the port's name, or empty for any
   * @param tag or empty for any
   */
  record Filter(Port.@Nullable Protocol protocol, String port, String tag) {
    static final Filter ALL = new Filter(null, "", "");

    /** Whether an instance passes. */
    boolean takes(Instance instance) {
      Port at = instance.port();
      return (protocol == null || (at.number() > 0 && at.protocol() == protocol))
          && (port.isEmpty() || at.name().equals(port))
          && (tag.isEmpty() || instance.tags().stream().anyMatch(tag::equalsIgnoreCase));
    }
  }
}
