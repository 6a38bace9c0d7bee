package io.fairlead.agent.asking;

import io.fairlead.model.InvalidField;
import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Watch;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Asks other nodes, through the store. Thread-safe. */
public final class Questions {
  /** How long an answer is waited for. */
  public static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final System.Logger LOG = System.getLogger(Questions.class.getName());
  private static final int MOST_AT_ONCE = 4;

  private final String node;
  private final Store store;
  private final Time time;
  private final RandomGenerator random;
  private final Semaphore permits = new Semaphore(MOST_AT_ONCE);

  /**
   * Those of a node.
   *
   * @param random for the numbers of questions
   */
  public Questions(String node, Store store, Time time, RandomGenerator random) {
    this.node = node;
    this.store = store;
    this.time = time;
    this.random = random;
  }

  /**
   * Asks the node of the question's end, and waits for the answer.
   *
   * @return one that refuses where none came in time, or the store is away
   */
  public Answer ask(Question question) throws InterruptedException {
    if (!permits.tryAcquire()) {
      return Answer.refusing("too much is asked at once; try again");
    }
    String asked = question.end().node();
    String number = HexFormat.of().toHexDigits(random.nextLong());
    String key = Keys.question(asked, node, number);
    try {
      Answer answer = answer(key, question);
      return answer != null
          ? answer
          : Answer.refusing(
              "the agent of "
                  + asked
                  + " did not answer through the store within "
                  + PATIENCE.toSeconds()
                  + " s");
    } catch (StoreException | InvalidField e) {
      return Answer.refusing(asked + " cannot be asked: " + e.getMessage());
    } finally {
      permits.release();
    }
  }

  private @Nullable Answer answer(String key, Question question) throws InterruptedException {
    Commit asked =
        store.commit(
            new Txn(
                List.of(new Txn.Guard.Absent(key), new Txn.Guard.Absent(Keys.MOVE)),
                List.of(new Txn.Op.Put(key, question.encode())),
                null));
    if (!(asked instanceof Commit.Done(Revision revision))) {
      return Answer.refusing("the agents move to another store; try again when that is over");
    }
    try {
      return awaited(key, revision);
    } finally {
      takeBack(key);
    }
  }

  private @Nullable Answer awaited(String key, Revision from) throws InterruptedException {
    long end = time.nanos() + PATIENCE.toNanos();
    try (Watch watch = store.watch(key, from)) {
      for (long left = PATIENCE.toNanos(); left > 0; left = end - time.nanos()) {
        if (watch.next(Duration.ofNanos(left)) instanceof Watch.Delta delta) {
          byte[] value = delta.changes().getLast().value();
          return value == null ? null : Answer.decode(value);
        }
      }
    }
    return null;
  }

  /** No answer can come after: it would be to a question that is not there. */
  private void takeBack(String key) {
    try {
      store.commit(Txn.of(null, new Txn.Op.Delete(key)));
    } catch (StoreException e) {
      LOG.log(Level.DEBUG, "{0} stays until {1} tidies: {2}", key, "who was asked", e.toString());
    }
  }
}
