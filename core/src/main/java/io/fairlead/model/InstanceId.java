package io.fairlead.model;

import java.util.Comparator;

/**
 * What tells one instance from every other in the cluster.
 *
 * @param node the node that registered it
 * @param id unique on that node, up to 255 printable characters; Registrator's form {@code
 *     host:container:port} where it comes from a container
 */
public record InstanceId(String node, String id) implements Comparable<InstanceId> {
  private static final int MAX_LENGTH = 255;
  private static final Comparator<InstanceId> ORDER =
      Comparator.comparing(InstanceId::node).thenComparing(InstanceId::id);

  public InstanceId {
    DnsLabel.require("node", node);
    InvalidField.unless(
        !id.isEmpty()
            && id.length() <= MAX_LENGTH
            && id.chars().allMatch(c -> c > ' ' && c != 127 && c != '/'),
        "id",
        "must be 1 to 255 characters without spaces, slashes or control characters");
  }

  @Override
  public int compareTo(InstanceId other) {
    return ORDER.compare(this, other);
  }

  /** {@code node/id}. */
  @Override
  public String toString() {
    return node + "/" + id;
  }
}
