package io.fairlead.registry;

import io.fairlead.spi.Remark;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What people may ask about later: why something was not registered, why it went. Bounded per
 * subject and in total, the oldest forgotten first. Subjects are told apart without their case.
 * Thread-safe.
 */
public final class Journal {
  private static final int PER_SUBJECT = 16;
  private static final int TOTAL = 4096;

  private final int perSubject;
  private final int total;

  // Both guarded by this. The order holds the subject of each number, oldest first.
  private final Map<String, Deque<Numbered>> bySubject = new HashMap<>();
  private final LinkedHashMap<Long, String> order = new LinkedHashMap<>();
  private long next;

  /** Keeps {@value #PER_SUBJECT} remarks of a subject and {@value #TOTAL} in all. */
  public Journal() {
    this(PER_SUBJECT, TOTAL);
  }

  /** Keeps at most so many remarks of one subject, and so many in all. */
  public Journal(int perSubject, int total) {
    this.perSubject = perSubject;
    this.total = total;
  }

  /** Keeps a remark; one that repeats the subject's newest word for word is not kept twice. */
  public synchronized void add(Remark remark) {
    String subject = fold(remark.subject());
    Deque<Numbered> remarks = bySubject.computeIfAbsent(subject, key -> new ArrayDeque<>());
    Numbered newest = remarks.peekLast();
    if (newest != null && newest.remark.equals(remark)) {
      return;
    }
    remarks.addLast(new Numbered(next, remark));
    order.put(next++, subject);
    if (remarks.size() > perSubject) {
      order.remove(remarks.removeFirst().number);
    } else if (order.size() > total) {
      forgetOldest();
    }
  }

  /** What is known about a subject, newest last. */
  public synchronized List<Remark> about(String subject) {
    Deque<Numbered> remarks = bySubject.get(fold(subject));
    return remarks == null ? List.of() : remarks.stream().map(Numbered::remark).toList();
  }

  /** How many remarks are kept now. */
  public synchronized int size() {
    return order.size();
  }

  private void forgetOldest() {
    Map.Entry<Long, String> oldest = order.pollFirstEntry();
    bySubject.computeIfPresent(
        oldest.getValue(),
        (subject, remarks) -> {
          remarks.removeFirst();
          return remarks.isEmpty() ? null : remarks;
        });
  }

  private static String fold(String subject) {
    return subject.toLowerCase(Locale.ROOT);
  }

  private record Numbered(long number, Remark remark) {}
}
