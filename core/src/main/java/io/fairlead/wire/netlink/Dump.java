package io.fairlead.wire.netlink;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request for all of a kind.
 *
 * @param decoder reads one message of the answer; null for one that is of no interest
 * @param <T> what there are many of
 */
public record Dump<T>(Request request, Function<Message, @Nullable T> decoder) {
  static <T> Dump<T> of(
      int type, String what, Request.Body body, Function<Message, @Nullable T> decoder) {
    return new Dump<>(new Request(type, Netlink.DUMP, what, null, body), decoder);
  }
}
