package io.fairlead.wire.netlink;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A WireGuard link as the kernel shows it, or a part of one: a long list comes in several messages.
 *
 * @param key its public key, or null where the message says none
 */
public record WireguardMessage(int port, @Nullable PublicKey key, List<Peer> peers) {
  /** The family's name. */
  public static final String FAMILY = "wireguard";

  private static final int GET_DEVICE = 0;
  private static final int SET_DEVICE = 1;
  private static final int VERSION = 1;
  private static final int FIXED = 4;

  private static final int NAME = 2;
  private static final int PRIVATE_KEY = 3;
  private static final int DEVICE_KEY = 4;
  private static final int PORT = 6;
  private static final int PEERS = 8;

  private static final int PEER_KEY = 1;
  private static final int PEER_FLAGS = 3;
  private static final int ENDPOINT = 4;
  private static final int KEEPALIVE = 5;
  private static final int BEHIND = 9;
  private static final int REMOVE = 1;
  private static final int REPLACE = 2;

  private static final int FAMILY_OF = 1;
  private static final int ADDRESS = 2;
  private static final int LENGTH = 3;

  private static final int KEY_OCTETS = 32;
  private static final int NESTED = 0x8000;

  /** So many prefixes go into one message: a nested attribute holds less than 64 KB. */
  private static final int MOST_PREFIXES = 512;

  public WireguardMessage {
    peers = List.copyOf(peers);
  }

  /**
   * A peer.
   *
   * @param key its public key
   * @param address null where it is not known
   */
  public record Peer(
      PublicKey key, @Nullable IpAddress address, int port, int keepalive, List<IpPrefix> behind) {
    public Peer {
      behind = List.copyOf(behind);
    }
  }

  /** Asks for a link with all its peers. */
  public static Dump<WireguardMessage> dump(int family, String link) {
    LinkName.check(link);
    return Dump.of(
        family,
        "look at the peers of " + link,
        out -> GenericMessage.header(out, GET_DEVICE, VERSION).text(NAME, link),
        message -> message.type() == family ? read(message) : null);
  }

  /** Gives a link its private key and port. */
  public static Request own(int family, String link, byte[] privateKey, int port) {
    return set(
        family,
        link,
        "give " + link + " its key",
        out -> out.octets(PRIVATE_KEY, privateKey).u16(PORT, port));
  }

  /** Takes a peer away. */
  public static Request remove(int family, String link, PublicKey key) {
    return set(
        family,
        link,
        "remove a peer of " + link,
        out -> {
          int peers = out.begin(PEERS | NESTED);
          int one = out.begin(NESTED);
          out.octets(PEER_KEY, key.octets()).u32(PEER_FLAGS, REMOVE).end(one).end(peers);
        });
  }

  /** Makes a peer as it should be; several requests where much is behind it. */
  public static List<Request> put(int family, String link, Peer peer) {
    List<Request> requests = new ArrayList<>();
    int from = 0;
    do {
      int to = Math.min(from + MOST_PREFIXES, peer.behind().size());
      List<IpPrefix> part = peer.behind().subList(from, to);
      boolean first = from == 0;
      requests.add(
          set(family, link, "tell " + link + " of a peer", out -> write(out, peer, part, first)));
      from = to;
    } while (from < peer.behind().size());
    return requests;
  }

  private static Request set(int family, String link, String what, Request.Body body) {
    LinkName.check(link);
    return Request.of(
        family,
        0,
        what,
        out -> {
          GenericMessage.header(out, SET_DEVICE, VERSION).text(NAME, link);
          body.write(out);
        });
  }

  private static void write(MessageWriter out, Peer peer, List<IpPrefix> part, boolean first) {
    int peers = out.begin(PEERS | NESTED);
    int one = out.begin(NESTED);
    out.octets(PEER_KEY, peer.key().octets());
    if (first) {
      out.u32(PEER_FLAGS, REPLACE);
    }
    IpAddress address = peer.address();
    if (address != null) {
      out.socketAddress(ENDPOINT, address, peer.port());
    }
    out.u16(KEEPALIVE, peer.keepalive());
    int behind = out.begin(BEHIND | NESTED);
    for (IpPrefix prefix : part) {
      int item = out.begin(NESTED);
      out.u16(FAMILY_OF, prefix.address().isV6() ? Netlink.INET6 : Netlink.INET);
      out.address(ADDRESS, prefix.address()).u8(LENGTH, prefix.length()).end(item);
    }
    out.end(behind).end(one).end(peers);
  }

  static WireguardMessage read(Message message) {
    int port = 0;
    PublicKey key = null;
    List<Peer> peers = new ArrayList<>();
    Attributes attributes = message.attributes(FIXED);
    while (attributes.next()) {
      switch (attributes.type()) {
        case PORT -> port = attributes.u16();
        case DEVICE_KEY -> key = key(attributes);
        case PEERS -> {
          Attributes each = attributes.nested();
          while (each.next()) {
            peer(each.nested(), peers);
          }
        }
        default -> {}
      }
    }
    return new WireguardMessage(port, key, peers);
  }

  private static void peer(Attributes attributes, List<Peer> into) {
    PublicKey key = null;
    IpAddress address = null;
    int port = 0;
    int keepalive = 0;
    List<IpPrefix> behind = new ArrayList<>();
    while (attributes.next()) {
      switch (attributes.type()) {
        case PEER_KEY -> key = key(attributes);
        case ENDPOINT -> {
          address = attributes.socketAddress();
          port = attributes.socketPort();
        }
        case KEEPALIVE -> keepalive = attributes.u16();
        case BEHIND -> {
          Attributes each = attributes.nested();
          while (each.next()) {
            prefix(each.nested(), behind);
          }
        }
        default -> {}
      }
    }
    if (key != null) {
      into.add(new Peer(key, address, port, keepalive, behind));
    }
  }

  private static PublicKey key(Attributes attribute) {
    if (attribute.length() != KEY_OCTETS) {
      throw new MalformedMessage("a key has " + attribute.length() + " octets");
    }
    return PublicKey.of(attribute.octets());
  }

  private static void prefix(Attributes attributes, List<IpPrefix> into) {
    IpAddress address = null;
    int length = -1;
    while (attributes.next()) {
      switch (attributes.type()) {
        case ADDRESS -> address = attributes.address();
        case LENGTH -> length = attributes.u8();
        default -> {}
      }
    }
    if (address != null && length >= 0 && length <= address.bitLength()) {
      into.add(new IpPrefix(address, length));
    }
  }
}
