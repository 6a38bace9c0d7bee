package io.fairlead.agent.asking;

import io.fairlead.model.InvalidField;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Watch;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Answers what other nodes ask this one. So many in a second are looked into; those beyond are told
 * to try again. What nobody took back is tidied away. For one thread.
 */
public final class Answers {
  /** How many questions are looked into in a second. */
  static final int MOST_A_SECOND = 10;

  /** After so long nobody waits for an answer. */
  static final Duration STALE = Duration.ofSeconds(30);

  private static final System.Logger LOG = System.getLogger(Answers.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final String node;
  private final Store store;
  private final Time time;
  private final Function<Question, Answer> look;

  private final Deque<Long> lately = new ArrayDeque<>();
  private final Map<String, Long> seen = new HashMap<>();
  private boolean away;

  /**
   * Those of a node.
   *
   * @param look what is answered; where it throws, that is answered
   */
  public Answers(String node, Store store, Time time, Function<Question, Answer> look) {
    this.node = node;
    this.store = store;
    this.time = time;
    this.look = look;
  }

  /** Answers until the calling thread is interrupted. */
  public void run() throws InterruptedException {
    while (true) {
      try {
        follow();
        away = false;
      } catch (StoreException e) {
        if (!away) {
          LOG.log(Level.DEBUG, "other nodes get no answers from this one: {0}", e.toString());
          away = true;
        }
        time.sleep(PAUSE);
      }
    }
  }

  private void follow() throws InterruptedException {
    List<Store.Entry> waiting = new ArrayList<>();
    Store.Page page = store.read(Keys.to(node), null);
    try (Watch watch = store.watch(Keys.to(node), page.revision())) {
      waiting.addAll(page.entries());
      while (page.more()) {
        page = store.read(Keys.to(node), waiting.getLast().key());
        waiting.addAll(page.entries());
      }
      waiting.forEach(this::answer);
      while (true) {
        Watch.Event event = watch.next(LOOK);
        if (event instanceof Watch.Reset) {
          return;
        }
        if (event instanceof Watch.Delta delta) {
          delta.changes().forEach(this::heard);
        }
        tidy();
      }
    }
  }

  private void heard(Watch.Change change) {
    byte[] value = change.value();
    if (value == null) {
      seen.remove(change.key());
    } else {
      answer(new Store.Entry(change.key(), value, change.revision(), null));
    }
  }

  private void answer(Store.Entry entry) {
    seen.putIfAbsent(entry.key(), time.nanos());
    Question question;
    try {
      if (Answer.decode(entry.value()) != null) {
        return;
      }
      question = Question.decode(entry.value());
    } catch (InvalidField e) {
      LOG.log(Level.DEBUG, "{0} is no question: {1}", entry.key(), e.getMessage());
      return;
    }
    store.commit(
        new Txn(
            List.of(new Txn.Guard.Unchanged(entry.key(), entry.modified())),
            List.of(new Txn.Op.Put(entry.key(), looked(question).encode(question))),
            null));
  }

  private Answer looked(Question question) {
    long now = time.nanos();
    lately.removeIf(then -> now - then >= Duration.ofSeconds(1).toNanos());
    if (lately.size() >= MOST_A_SECOND) {
      return Answer.refusing("node " + node + " is asked too much at once; try again");
    }
    lately.add(now);
    try {
      return look.apply(question);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a question of another node cannot be answered", e);
      return Answer.refusing("node " + node + " cannot look: " + e.getMessage());
    }
  }

  private void tidy() {
    long now = time.nanos();
    for (Map.Entry<String, Long> one : List.copyOf(seen.entrySet())) {
      if (now - one.getValue() >= STALE.toNanos()) {
        store.commit(Txn.of(null, new Txn.Op.Delete(one.getKey())));
        seen.remove(one.getKey());
      }
    }
  }
}
