package io.fairlead.view.http;

import io.fairlead.transport.server.Pieces;
import io.fairlead.wire.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A JSON list of any length, made a piece at a time. */
final class ListPieces<T> implements Pieces {
  private static final int PIECE = 16 << 10;

  private final Iterator<T> elements;
  private final BiConsumer<JsonWriter, T> writer;
  private final String tail;
  private @Nullable String head;
  private boolean first = true;
  private boolean ended;

  ListPieces(String head, Iterator<T> elements, BiConsumer<JsonWriter, T> writer, String tail) {
    this.head = head;
    this.elements = elements;
    this.writer = writer;
    this.tail = tail;
  }

  @Override
  public byte @Nullable [] next() {
    if (ended) {
      return null;
    }
    StringBuilder piece = new StringBuilder();
    if (head != null) {
      piece.append(head);
      head = null;
    }
    while (piece.length() < PIECE && elements.hasNext()) {
      JsonWriter out = new JsonWriter();
      writer.accept(out, elements.next());
      piece.append(first ? "" : ",").append(out);
      first = false;
    }
    if (!elements.hasNext()) {
      piece.append(tail);
      ended = true;
    }
    return piece.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean ended() {
    return ended;
  }
}
