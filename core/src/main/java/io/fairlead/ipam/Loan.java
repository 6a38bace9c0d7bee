package io.fairlead.ipam;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import java.time.Instant;

/**
 * An address that another node has than the one that holds its block.
 *
 * @param to the node that has it
 * @param name the container's name that it goes with, or empty
 */
public record Loan(String network, IpAddress address, String to, String name, Instant since) {
  byte[] encode() {
    return Texts.of("to", to, "name", name, "since", since.toString()).encode();
  }

  /** Reads the loan at this key. */
  static Loan decode(String key, byte[] value) {
    String[] parts = key.split("/", -1);
    InvalidField.unless(parts.length == 4, "key", "'" + key + "' names no loan");
    Texts texts = Texts.decode(value);
    return new Loan(
        parts[2],
        IpAddress.parse(parts[3]),
        texts.must("to"),
        texts.get("name"),
        texts.instant("since"));
  }
}
