package io.fairlead.stores.mirror;

import io.fairlead.spi.Mirror;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A mirror of keys that go with a session: of a server that is no {@code Store}. */
public final class SessionMirror implements Mirror {
  private final Session session;
  private final Function<Desired, Map<String, byte[]>> layout;
  private final Map<String, byte[]> written = new LinkedHashMap<>();

  /** A mirror of the keys that {@code layout} makes of it. */
  public SessionMirror(Session session, Function<Desired, Map<String, byte[]>> layout) {
    this.session = session;
    this.layout = layout;
  }

  /**
   * A session with a server, whose keys go when it ends. All methods throw {@link
   * io.fairlead.spi.StoreException} where the server is away.
   */
  public interface Session extends AutoCloseable {
    /**
     * Lives on, or begins anew.
     *
     * @return false where it is another one than before: no key hangs on it yet
     */
    boolean hold();

    /** Takes over or makes a key that this session has not written yet. */
    void make(String key, byte[] value);

    /** Changes a key of this session. */
    void change(String key, byte[] value);

    /** Removes a key, which need not be there. */
    void remove(String key);

    /** Ends it with all its keys. */
    void end();

    @Override
    void close();
  }

  @Override
  public int apply(Desired desired) {
    Map<String, byte[]> wanted = layout.apply(desired);
    if (!session.hold()) {
      written.clear();
    }
    int writes = 0;
    for (String key : List.copyOf(written.keySet())) {
      if (!wanted.containsKey(key)) {
        session.remove(key);
        written.remove(key);
        writes++;
      }
    }
    for (Map.Entry<String, byte[]> entry : wanted.entrySet()) {
      byte @Nullable [] before = written.get(entry.getKey());
      if (before == null) {
        session.make(entry.getKey(), entry.getValue());
      } else if (!Arrays.equals(before, entry.getValue())) {
        // Where this fails it is open what stands there: then it is made again.
        written.remove(entry.getKey());
        session.change(entry.getKey(), entry.getValue());
      } else {
        continue;
      }
      written.put(entry.getKey(), entry.getValue());
      writes++;
    }
    return writes;
  }

  @Override
  public void withdraw() {
    session.end();
    written.clear();
  }

  @Override
  public void close() {
    session.close();
  }
}
