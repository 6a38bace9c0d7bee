package io.fairlead.spi;

/**
 * Values as bytes for the store. {@code decode(encode(x))} equals {@code x}; unknown fields are
 * ignored so that older agents read newer entries. Thread-safe.
 */
public interface Codec<T> {
  /** The value as bytes. */
  byte[] encode(T value);

  /**
   * The value of these bytes.
   *
   * @throws io.fairlead.model.InvalidField where they hold no valid value
   */
  T decode(byte[] bytes);
}
