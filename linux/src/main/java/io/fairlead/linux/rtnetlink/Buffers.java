package io.fairlead.linux.rtnetlink;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Memory for conversations that are held one after the other: what is sent and what is received.
 * Used by one thread at a time.
 */
public final class Buffers {
  private static final int SIZE = 64 * 1024;

  final MemorySegment sent;
  final ByteBuffer sentBytes;
  final MemorySegment received;
  final ByteBuffer receivedBytes;

  /** Fresh memory outside the heap, freed with the last reference to it. */
  public Buffers() {
    Arena arena = Arena.ofAuto();
    sent = arena.allocate(SIZE, 8);
    sentBytes = sent.asByteBuffer();
    received = arena.allocate(SIZE, 8);
    receivedBytes = received.asByteBuffer();
  }
}
