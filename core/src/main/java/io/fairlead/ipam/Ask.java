package io.fairlead.ipam;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * A question to a node that holds a block, and its answer.
 *
 * @param subnet the pool that it is about
 * @param address the one that is asked for, or null for any
 * @param name the container's name that it is for, or empty
 * @param granted the one that is lent, once it is
 * @param refused why none is lent, or empty
 */
record Ask(
    String network,
    IpPrefix subnet,
    @Nullable IpAddress address,
    String name,
    @Nullable IpAddress granted,
    String refused) {
  static Ask of(String network, IpPrefix subnet, @Nullable IpAddress address, String name) {
    return new Ask(network, subnet, address, name, null, "");
  }

  Ask granting(IpAddress lent) {
    return new Ask(network, subnet, address, name, lent, "");
  }

  Ask refusing(String why) {
    return new Ask(network, subnet, address, name, null, why);
  }

  boolean isAnswered() {
    return granted != null || !refused.isEmpty();
  }

  byte[] encode() {
    return Texts.of(
            "network",
            network,
            "subnet",
            subnet.toString(),
            "address",
            text(address),
            "name",
            name,
            "granted",
            text(granted),
            "refused",
            refused)
        .encode();
  }

  static Ask decode(byte[] value) {
    Texts texts = Texts.decode(value);
    return new Ask(
        texts.must("network"),
        IpPrefix.parse(texts.must("subnet")),
        address(texts.get("address")),
        texts.get("name"),
        address(texts.get("granted")),
        texts.get("refused"));
  }

  /** Whom the ask at this key comes from. */
  static String askerOf(String key) {
    String[] parts = key.split("/", -1);
    InvalidField.unless(parts.length == 5, "key", "'" + key + "' names no ask");
    return parts[3];
  }

  private static String text(@Nullable IpAddress address) {
    return address == null ? "" : address.toString();
  }

  private static @Nullable IpAddress address(String text) {
    return text.isEmpty() ? null : IpAddress.parse(text);
  }
}
