package io.fairlead.stores.logged;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.fairlead.spi.StoreException;
import java.util.Arrays;

/** Reads what {@link Scribe} wrote; a {@link StoreException} where it is something else. */
final class Lines {
  private final String key;
  private final byte[] text;
  private int at;

  /**
   * @param key where the text stands, for errors
   */
  Lines(String key, byte[] text) {
    this.key = key;
    this.text = text;
  }

  boolean more() {
    return at < text.length;
  }

  /** The words of the next line, of which there are {@code count}. */
  String[] words(int count) {
    int end = at;
    while (end < text.length && text[end] != '\n') {
      end++;
    }
    if (end == text.length) {
      throw foreign();
    }
    String[] words = new String(text, at, end - at, ISO_8859_1).split(" ", -1);
    at = end + 1;
    if (words.length != count) {
      throw foreign();
    }
    return words;
  }

  /** The next bytes. */
  byte[] bytes(long length) {
    if (length < 0 || length > text.length - at) {
      throw foreign();
    }
    byte[] bytes = Arrays.copyOfRange(text, at, at + (int) length);
    at += (int) length;
    return bytes;
  }

  /** All that is left. */
  byte[] rest() {
    return bytes(text.length - at);
  }

  long number(String word) {
    try {
      return Long.parseLong(word);
    } catch (NumberFormatException e) {
      throw foreign();
    }
  }

  /** The error for a text that is not of this kind. */
  StoreException foreign() {
    return StoreException.refused(
        "the store's key '"
            + key
            + "' does not hold what Fairlead writes there; give Fairlead a prefix of its own, or"
            + " remove all under this one");
  }
}
