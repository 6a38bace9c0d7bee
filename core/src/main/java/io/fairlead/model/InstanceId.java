package io.fairlead.model;

/**
 * What tells one instance from every other in the cluster.
 *
 * @param node the node that registered it
 * @param id unique on that node, up to 255 printable characters; Registrator's form {@code
 *     host:container:port} where it comes from a container
 */
public record InstanceId(String node, String id) implements Comparable<InstanceId> {
  private static final int MAX_LENGTH = 255;

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
    int first = node.compareTo(other.node);
    return first != 0 ? first : id.compareTo(other.id);
  }

  /** {@code node/id}. */
  @Override
  public String toString() {
    return node + "/" + id;
  }
}
