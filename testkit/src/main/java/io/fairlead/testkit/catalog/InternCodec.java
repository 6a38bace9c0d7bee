package io.fairlead.testkit.catalog;

import io.fairlead.model.InvalidField;
import io.fairlead.spi.Codec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Values as their number in a table that outlives restarts; needs no wire format. Thread-safe. */
public final class InternCodec<T> implements Codec<T> {
  private final Map<T, Integer> numbers = new ConcurrentHashMap<>();
  private final Map<Integer, T> values = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();

  @Override
  public byte[] encode(T value) {
    int number = numbers.computeIfAbsent(value, key -> next.getAndIncrement());
    values.put(number, value);
    return Integer.toString(number).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public T decode(byte[] bytes) {
    try {
      T value = values.get(Integer.parseInt(new String(bytes, StandardCharsets.UTF_8)));
      if (value != null) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new InvalidField("value", "is not a number");
    }
    throw new InvalidField("value", "is unknown");
  }
}
