package io.fairlead.spi.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.model.InvalidField;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A table of nftables, whole. Its name starts with {@link Scope#TABLES}.
 *
 * @param family nft's: {@code inet}, {@code ip}, {@code ip6}, {@code bridge}, {@code netdev}
 * @param definition its sets, maps and chains in nft's language, without the table's braces; sets
 *     and maps that {@code elements} names are declared empty
 * @param parts sets and chains beside the definition that come and go while the rest stays, by what
 *     they are ({@code set s1}, {@code chain c1}), each with what stands in its braces; a set is
 *     never declared otherwise under the same name
 * @param elements what is in its sets and maps, by their name, each element in nft's language
 * @param hash tells one content from another; of what somebody else changed, one that no planned
 *     table has
 */
public record NftTable(
    Sandbox sandbox,
    String family,
    String name,
    String definition,
    SortedMap<String, String> parts,
    SortedMap<String, SortedSet<String>> elements,
    String hash)
    implements HostItem {
  private static final String FOREIGN = "seen:";

  public NftTable {
    InvalidField.unless(
        name.matches("[a-z][a-z0-9_-]{0,60}") && family.matches("inet|ip|ip6|bridge|netdev|arp"),
        "nft",
        "'" + family + " " + name + "' is no name of a table");
    parts.keySet().forEach(NftTable::checkPart);
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    SortedMap<String, SortedSet<String>> copy = new TreeMap<>();
    elements.forEach(
        (set, members) -> copy.put(set, Collections.unmodifiableSortedSet(new TreeSet<>(members))));
    elements = Collections.unmodifiableSortedMap(copy);
  }

  private static void checkPart(String what) {
    InvalidField.unless(
        what.matches("(set|chain) [a-z][a-z0-9_]{0,60}"), "nft", "'" + what + "' is no part");
  }

  /** A table as it should be. */
  public static NftTable of(Sandbox sandbox, String family, String name, String definition) {
    return of(sandbox, family, name, definition, new TreeMap<>(), new TreeMap<>());
  }

  private static NftTable of(
      Sandbox sandbox,
      String family,
      String name,
      String definition,
      SortedMap<String, String> parts,
      SortedMap<String, SortedSet<String>> elements) {
    return new NftTable(
        sandbox, family, name, definition, parts, elements, hash(definition, parts, elements));
  }

  /** A table that is there and that nobody here has made so. */
  public static NftTable foreign(Sandbox sandbox, String family, String name, String listing) {
    SortedMap<String, String> none = new TreeMap<>();
    String hash = FOREIGN + hash(listing, none, new TreeMap<>());
    return new NftTable(sandbox, family, name, "", none, new TreeMap<>(), hash);
  }

  /** Whether somebody else has made it so. */
  public boolean isForeign() {
    return hash.startsWith(FOREIGN);
  }

  /** With these elements in one of its sets or maps. */
  public NftTable with(String set, Collection<String> members) {
    SortedMap<String, SortedSet<String>> all = new TreeMap<>(elements);
    all.put(set, new TreeSet<>(members));
    return of(sandbox, family, name, definition, parts, all);
  }

  /** With these parts instead of those it has. */
  public NftTable withParts(Map<String, String> all) {
    return of(sandbox, family, name, definition, new TreeMap<>(all), elements);
  }

  @Override
  public Key key() {
    return new Key(Kind.NFT, sandbox, family + " " + name);
  }

  @Override
  public @Nullable String link() {
    return null;
  }

  /** In sandboxes there are tables of our names that others of the agent make. */
  @Override
  public boolean unasked() {
    return !sandbox.isHost();
  }

  @Override
  public boolean satisfiedBy(HostItem seen) {
    return seen instanceof NftTable is && hash.equals(is.hash);
  }

  @Override
  public String toString() {
    return family + " " + name;
  }

  private static String hash(
      String definition,
      SortedMap<String, String> parts,
      SortedMap<String, SortedSet<String>> elements) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(definition.getBytes(UTF_8));
      parts.forEach(
          (what, body) -> {
            digest.update((byte) 2);
            digest.update(what.getBytes(UTF_8));
            digest.update((byte) 3);
            digest.update(body.getBytes(UTF_8));
          });
      elements.forEach(
          (set, members) -> {
            digest.update((byte) 0);
            digest.update(set.getBytes(UTF_8));
            for (String member : members) {
              digest.update((byte) 1);
              digest.update(member.getBytes(UTF_8));
            }
          });
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
