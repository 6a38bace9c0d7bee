package io.fairlead.model.net;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the links that are made here are called on their host: all begin with {@link #PREFIX}, and
 * none is longer than the 15 characters that the kernel takes.
 */
public final class LinkNames {
  /** What all of them begin with. */
  public static final String PREFIX = "fl";

  /** What networks' bridges begin with. */
  public static final String BRIDGE = "flb";

  /** What encrypted ways begin with. */
  public static final String TUNNEL = "flw";

  /** What encrypted ways to one node each begin with. */
  public static final String PAIR = "fls";

  /** What ways in UDP that several networks share begin with. */
  public static final String OVERLAY = "flo";

  private static final int OCTETS = 6;

  private LinkNames() {}

  /** A network's bridge. */
  public static String bridge(Network network) {
    return BRIDGE + Integer.toHexString(network.id());
  }

  /** A network's vxlan link. */
  public static String vxlan(Network network) {
    return "flx" + Integer.toHexString(network.id());
  }

  /** The end of an endpoint that stays on the host. */
  public static String hostEnd(EndpointId id) {
    return "fle" + hash(id);
  }

  /** The end of an endpoint that is moved into the container. */
  public static String movedEnd(EndpointId id) {
    return "flp" + hash(id);
  }

  /** A VLAN of another link, for all networks that are on it. */
  public static String vlan(String link, int vlan) {
    return "flv" + hash(link + "." + vlan);
  }

  /** A node's encrypted way to the others. */
  public static String tunnel(String node) {
    return TUNNEL + hash(node);
  }

  /** The encrypted way to one other node. */
  public static String pair(String other) {
    return PAIR + hash(other);
  }

  /** A node's way in UDP to the others, for all networks that leave the way open. */
  public static String overlay(String node) {
    return OVERLAY + hash(node);
  }

  private static String hash(EndpointId id) {
    return hash(id.toString());
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, OCTETS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
