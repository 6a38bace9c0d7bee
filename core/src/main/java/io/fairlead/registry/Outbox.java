package io.fairlead.registry;

import io.fairlead.model.Revision;
import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the store should hold of this node, and what it holds as far as that is known. The
 * difference is what waits to be written: one state for each key however often it changed, so a
 * source that outruns the store costs no memory. Guarded by its owner; at most one batch is out at
 * a time.
 */
final class Outbox {
  /** Bytes of values in a batch at most, one value excepted: what every store takes. */
  private static final int MAX_BYTES = 192 * 1024;

  private final Function<Content, byte[]> encode;
  private final Map<String, Cell> cells = new HashMap<>();
  private final LinkedHashSet<String> waiting = new LinkedHashSet<>();
  private long version;

  Outbox(Function<Content, byte[]> encode) {
    this.encode = encode;
  }

  /**
   * The store was seen to hold this.
   *
   * @param current whether it is as it should be; where not (unreadable, or on a lease of the past)
   *     it is written again or removed
   */
  void seen(String key, @Nullable Content content, boolean current) {
    Cell cell = cells.computeIfAbsent(key, Cell::new);
    cell.has = content;
    cell.unsure = !current;
    queue(cell);
  }

  /** From now on the store should hold this; null for nothing. */
  void want(String key, @Nullable Content content) {
    Cell cell = cells.computeIfAbsent(key, Cell::new);
    if (!Objects.equals(content, cell.want)) {
      version++;
    }
    cell.want = content;
    if (!Objects.equals(content, cell.refused)) {
      cell.refused = null;
    }
    queue(cell);
  }

  /** Another number whenever something else is wanted. */
  long version() {
    return version;
  }

  /** All that is wanted, by key. */
  Map<String, Content> wanted() {
    Map<String, Content> wanted = new TreeMap<>();
    cells.forEach(
        (key, cell) -> {
          if (cell.want != null) {
            wanted.put(key, cell.want);
          }
        });
    return wanted;
  }

  /** How many keys wait to be written. */
  int pending() {
    return waiting.size();
  }

  /**
   * The longest waiting changes that one transaction can take, or null where nothing waits.
   *
   * @param max operations at most
   */
  @Nullable Batch next(int max) {
    Map<String, @Nullable Content> sent = new LinkedHashMap<>();
    List<Txn.Op> ops = new ArrayList<>();
    Map<String, String> unfit = new LinkedHashMap<>();
    Boolean leased = null;
    int bytes = 0;
    for (Iterator<String> keys = waiting.iterator(); keys.hasNext() && ops.size() < max; ) {
      String key = keys.next();
      Cell cell = cells.computeIfAbsent(key, Cell::new);
      Content content = cell.want;
      if (content == null) {
        ops.add(new Txn.Op.Delete(key));
      } else if (leased != null && leased != content.leased()) {
        continue;
      } else {
        byte[] value = encode.apply(content);
        String misfit = misfit(key, value);
        if (misfit != null) {
          unfit.put(key, misfit);
          cell.refused = content;
          cell.unsure = false;
          keys.remove();
          continue;
        }
        bytes += value.length;
        if (bytes > MAX_BYTES && !ops.isEmpty()) {
          break;
        }
        leased = content.leased();
        ops.add(new Txn.Op.Put(key, value));
      }
      sent.put(key, content);
      keys.remove();
    }
    return ops.isEmpty() && unfit.isEmpty()
        ? null
        : new Batch(sent, ops, leased != null && leased, unfit);
  }

  /** The batch is in the store since {@code revision}. */
  void done(Batch batch, Revision revision) {
    batch.sent.forEach(
        (key, content) -> {
          Cell cell = cells.computeIfAbsent(key, Cell::new);
          cell.has = content;
          cell.written = revision;
          cell.unsure = cell.gone.isAfter(revision);
          queue(cell);
        });
  }

  /**
   * Somebody else removed this entry at {@code revision}: where it should be there, it is put back.
   *
   * @return whether it should be there
   */
  boolean gone(String key, Revision revision) {
    Cell cell = cells.get(key);
    if (cell != null && revision.isAfter(cell.written)) {
      cell.gone = revision;
      cell.unsure |= cell.want != null && cell.has != null;
      queue(cell);
    }
    return cell != null && cell.want != null && !cell.want.equals(cell.refused);
  }

  /**
   * The store lost its past, and its revisions begin anew: all that should be there is put again.
   */
  void storeReplaced() {
    for (Cell cell : List.copyOf(cells.values())) {
      cell.written = Revision.ZERO;
      cell.gone = Revision.ZERO;
      cell.unsure = true;
      queue(cell);
    }
  }

  /** The batch is in the store or not: it goes first again. */
  void unsure(Batch batch) {
    for (String key : List.copyOf(batch.sent.keySet()).reversed()) {
      cells.computeIfAbsent(key, Cell::new).unsure = true;
      waiting.addFirst(key);
    }
  }

  /** The store will never take this batch of one; what it held before stays until that changes. */
  void refused(Batch batch) {
    batch.sent.forEach(
        (key, content) -> {
          Cell cell = cells.computeIfAbsent(key, Cell::new);
          cell.refused = content;
          cell.unsure = false;
          queue(cell);
        });
  }

  /** All entries on the lease are gone. */
  void leaseLost() {
    for (Cell cell : List.copyOf(cells.values())) {
      Content any = cell.want != null ? cell.want : cell.has;
      if (any != null && any.leased()) {
        cell.has = null;
        cell.unsure = cell.want == null;
        cell.refused = null;
        queue(cell);
      }
    }
  }

  private void queue(Cell cell) {
    boolean refused = cell.want != null && cell.want.equals(cell.refused);
    if (!refused && (cell.unsure || !Objects.equals(cell.want, cell.has))) {
      waiting.add(cell.key);
      return;
    }
    waiting.remove(cell.key);
    if (cell.want == null && cell.has == null) {
      cells.remove(cell.key);
    }
  }

  private static @Nullable String misfit(String key, byte[] value) {
    if (key.length() > Store.MAX_KEY) {
      return "its id is too long for the store; use fewer or plainer characters";
    }
    if (value.length > Store.MAX_VALUE) {
      return "it has "
          + value.length
          + " bytes, the store takes "
          + Store.MAX_VALUE
          + "; shorten its tags and metadata";
    }
    return null;
  }

  /**
   * Changes on their way.
   *
   * @param sent what each key holds once it is done
   * @param leased whether the puts go with the lease
   * @param unfit keys that no store would take, and why; they are out of the queue already
   */
  record Batch(
      Map<String, @Nullable Content> sent,
      List<Txn.Op> ops,
      boolean leased,
      Map<String, String> unfit) {}

  /** One key. */
  private static final class Cell {
    private final String key;
    private @Nullable Content want;
    private @Nullable Content has;
    private @Nullable Content refused;
    private Revision written = Revision.ZERO;
    private Revision gone = Revision.ZERO;
    private boolean unsure;

    Cell(String key) {
      this.key = key;
    }
  }
}
