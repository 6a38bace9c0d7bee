package io.fairlead.stores.consul;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.fairlead.spi.StoreException;
import io.fairlead.stores.logged.KeyServer.Item;
import io.fairlead.stores.web.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what Consul answers. */
final class Answers {
  private static final int FORBIDDEN = 403;
  private static final int TOO_LARGE = 413;

  private static final byte[] EMPTY = {};

  private Answers() {}

  /**
   * One operation of a transaction that failed.
   *
   * @param number its place among the operations
   */
  record Failed(int number, String what) {
    /** Whether it is a condition that does not hold. */
    boolean condition() {
      return what.contains("doesn't exist")
          || what.contains("index is stale")
          || what.contains("failed index check")
          || what.endsWith(" exists");
    }
  }

  /** The entries of a transaction's answer, {@code prefix} taken from their keys. */
  static List<Item> results(Answer answer, String prefix) {
    List<Item> items = new ArrayList<>();
    for (Object result : list(answer, map(answer, answer.json()).get("Results"))) {
      items.add(item(answer, map(answer, map(answer, result).get("KV")), prefix));
    }
    return items;
  }

  /** The entries of a list of them. */
  static List<Item> items(Answer answer, String prefix) {
    List<Item> items = new ArrayList<>();
    for (Object entry : list(answer, answer.json())) {
      items.add(item(answer, map(answer, entry), prefix));
    }
    return items;
  }

  /** A list of keys. */
  static List<String> keys(Answer answer, String prefix) {
    List<String> keys = new ArrayList<>();
    for (Object key : list(answer, answer.json())) {
      keys.add(withoutPrefix(answer, key, prefix));
    }
    return keys;
  }

  /** The failed operations of a transaction that was not done. */
  static List<Failed> errors(Answer answer) {
    List<Failed> failed = new ArrayList<>();
    for (Object error : list(answer, map(answer, answer.json()).get("Errors"))) {
      Map<?, ?> fields = map(answer, error);
      failed.add(new Failed((int) number(answer, fields.get("OpIndex")), "" + fields.get("What")));
    }
    return failed;
  }

  /** The error for an answer that is none to the question. */
  static StoreException refusal(Answer answer) {
    String said = answer.server() + " answers " + answer.status() + " (" + answer.text() + ")";
    IOException cause = new IOException("status " + answer.status());
    // A policy or a token can be put right while agents run: asking again makes sense.
    return switch (answer.status()) {
      case FORBIDDEN -> forbidden(answer.server(), answer.text());
      case TOO_LARGE ->
          StoreException.refused(
              said + "; raise limits.txn_max_req_len and kv_max_value_size of the Consul servers");
      default -> StoreException.away(said + "; check that it is a Consul agent", cause);
    };
  }

  static StoreException forbidden(String server, String said) {
    return StoreException.away(
        server
            + " does not permit it ("
            + said
            + "); give the token key_prefix write on the store's prefix, and write token-file=FILE"
            + " into the store's URL",
        new IOException("permission denied"));
  }

  private static Item item(Answer answer, Map<?, ?> fields, String prefix) {
    Object value = fields.get("Value");
    return new Item(
        withoutPrefix(answer, fields.get("Key"), prefix),
        value instanceof String text
            ? Base64.getDecoder().decode(text.getBytes(ISO_8859_1))
            : EMPTY,
        number(answer, fields.get("ModifyIndex")));
  }

  private static String withoutPrefix(Answer answer, @Nullable Object key, String prefix) {
    if (key instanceof String text && text.startsWith(prefix)) {
      return text.substring(prefix.length());
    }
    throw strange(answer);
  }

  private static List<?> list(Answer answer, @Nullable Object value) {
    return switch (value) {
      case null -> List.of();
      case List<?> list -> list;
      default -> throw strange(answer);
    };
  }

  private static Map<?, ?> map(Answer answer, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw strange(answer);
  }

  private static long number(Answer answer, @Nullable Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw strange(answer);
  }

  private static StoreException strange(Answer answer) {
    return StoreException.away(
        answer.server() + " answers as no Consul does; check that it is Consul's HTTP port",
        new IOException("unexpected JSON"));
  }
}
