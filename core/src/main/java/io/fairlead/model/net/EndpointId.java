package io.fairlead.model.net;

import io.fairlead.model.DnsLabel;
import io.fairlead.model.InvalidField;

/**
 * What tells one endpoint from every other in the cluster.
 *
 * @param node the node that the container is on
 * @param id unique on that node: the engine's own, or a name where no engine made it
 */
public record EndpointId(String node, String id) implements Comparable<EndpointId> {
  private static final int MAX_LENGTH = 128;

  public EndpointId {
    DnsLabel.require("endpoint.node", node);
    InvalidField.unless(
        !id.isEmpty() && id.length() <= MAX_LENGTH && id.chars().allMatch(EndpointId::isPlain),
        "endpoint.id",
        "must be 1 to " + MAX_LENGTH + " of a-z, A-Z, 0-9, '_', '.', ':' and '-'");
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == ':'
        || c == '-';
  }

  @Override
  public int compareTo(EndpointId other) {
    int first = node.compareTo(other.node);
    return first != 0 ? first : id.compareTo(other.id);
  }

  /** {@code node/id}. */
  @Override
  public String toString() {
    return node + "/" + id;
  }
}
