package io.fairlead.stores.zookeeper;

import io.fairlead.model.Instance;
import io.fairlead.spi.Mirror;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.stores.mirror.Registrator;
import io.fairlead.stores.mirror.SessionMirror;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.stores.url.Tls;
import io.fairlead.stores.zookeeper.Connection.Answer;
import io.fairlead.stores.zookeeper.Requests.Outcome;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Registrator's znodes: {@code /<path>/<service>/<ip:port>} with a JSON body, ephemeral. ZooKeeper
 * removes them when the session ends. The znode of a service goes by itself when it is empty.
 */
public final class RegistratorZnodeMirror implements SessionMirror.Session {
  private static final int TRIES = 5;

  private final Ensemble ensemble;
  private final Access access;
  private final Requests requests;
  private final Time time;
  private final String path;
  private @Nullable Connection session;

  private RegistratorZnodeMirror(Ensemble ensemble, Access access, String path, Time time) {
    this.ensemble = ensemble;
    this.access = access;
    this.requests = new Requests(access.user() != null);
    this.path = path.isEmpty() ? "/" : "/" + path + "/";
    this.time = time;
  }

  /** A mirror in ZooKeeper; begins to connect. */
  public static Mirror open(
      StoreUrl url, Secrets secrets, Duration ttl, Time time, RandomGenerator random) {
    SSLContext tls = Tls.of(url);
    Access access =
        new Access(tls == null ? null : tls.getSocketFactory(), url.user(), secrets.password());
    Limits usual = Limits.USUAL;
    Limits limits =
        new Limits(
            ttl, usual.connect(), usual.call(), usual.forget(), usual.pause(), usual.inFlight());
    Ensemble ensemble = new Ensemble(url.hosts(), access, limits, time, random);
    RegistratorZnodeMirror session = new RegistratorZnodeMirror(ensemble, access, url.path(), time);
    ensemble.start();
    return new SessionMirror(session, session::entries);
  }

  private Map<String, byte[]> entries(Mirror.Desired desired) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (Instance instance : desired.serving()) {
      if (instance.port().number() > 0) {
        entries.put(
            path
                + instance.service().name()
                + "/"
                + instance.address()
                + ":"
                + instance.port().number(),
            body(instance));
      }
    }
    return entries;
  }

  private static byte[] body(Instance instance) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("Name", instance.service().name());
    body.put("IP", instance.address().toString());
    body.put("PublicPort", instance.port().number());
    body.put("PrivatePort", Registrator.exposedPort(instance));
    body.put("ContainerID", instance.container());
    body.put("Tags", instance.tags());
    body.put("Attrs", instance.meta());
    return Json.write(body);
  }

  private interface Work<T> {
    T on(Connection connection, Deadline deadline) throws Lost, InterruptedException;
  }

  private <T> T ask(Work<T> work) {
    Deadline deadline = Deadline.in(Limits.USUAL.call(), time);
    try {
      Connection connection = ensemble.connection(deadline.end());
      return work.on(connection, deadline);
    } catch (Lost e) {
      throw Failures.lost(e);
    } catch (InterruptedException e) {
      throw Failures.interrupted(e);
    }
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // each connection is a session
  public boolean hold() {
    Connection before = session;
    Connection now = ask((connection, deadline) -> connection);
    session = now;
    return before == now;
  }

  @Override
  public void make(String key, byte[] value) {
    for (int tries = 0; tries < TRIES; tries++) {
      Op.Ephemeral made = new Op.Ephemeral(key, value);
      boolean there = exists(key);
      int error = multi(there ? List.of(new Op.Delete(key, Op.ANY), made) : List.of(made));
      switch (error) {
        case Code.OK -> {
          return;
        }
        case Code.NO_NODE, Code.NODE_EXISTS -> {
          if (!there) {
            makeParents(key);
          }
        }
        default -> throw Failures.of(error, key, access);
      }
    }
    throw Failures.busy();
  }

  @Override
  public void change(String key, byte[] value) {
    int error = multi(List.of(new Op.SetData(key, value, Op.ANY)));
    if (error == Code.NO_NODE) {
      throw StoreException.away(
          key + " was removed by somebody; it is made again", new IOException("no node"));
    }
    if (error != Code.OK) {
      throw Failures.of(error, key, access);
    }
  }

  @Override
  public void remove(String key) {
    int error = multi(List.of(new Op.Delete(key, Op.ANY)));
    if (error != Code.OK && error != Code.NO_NODE) {
      throw Failures.of(error, key, access);
    }
  }

  @Override
  public void end() {
    ensemble.close();
  }

  /** Without a goodbye: the znodes live as long as they would without this agent. */
  @Override
  public void close() {
    Connection last = session;
    if (last != null) {
      last.close();
    }
    ensemble.close();
  }

  private boolean exists(String key) {
    return ask(
        (connection, deadline) -> {
          Answer answer =
              deadline.await(
                  connection.ask(Code.EXISTS, out -> Requests.watched(out, key, false)),
                  connection);
          if (answer.error() != Code.OK && answer.error() != Code.NO_NODE) {
            throw Failures.of(answer.error(), key, access);
          }
          return answer.error() == Code.OK;
        });
  }

  private int multi(List<Op> ops) {
    return ask(
        (connection, deadline) -> {
          requireSession(connection);
          Answer answer =
              deadline.await(
                  connection.ask(Code.MULTI, out -> requests.multi(out, ops)), connection);
          return answer.error() != Code.OK && answer.body().atEnd()
              ? answer.error()
              : Outcome.read(answer.body()).error();
        });
  }

  @SuppressWarnings("ReferenceEquality") // each connection is a session
  private void requireSession(Connection connection) throws Lost {
    if (connection != session) {
      throw new Lost("another session began; all is written again", false);
    }
  }

  private void makeParents(String key) {
    ask(
        (connection, deadline) -> {
          int last = key.lastIndexOf('/');
          for (int end = key.indexOf('/', 1); end > 0; end = key.indexOf('/', end + 1)) {
            String parent = key.substring(0, end);
            boolean container = end == last;
            int type = container ? Code.CREATE_CONTAINER : Code.CREATE;
            int error =
                deadline
                    .await(
                        connection.ask(type, out -> requests.directory(out, parent, container)),
                        connection)
                    .error();
            if (error != Code.OK && error != Code.NODE_EXISTS && error != Code.NO_AUTH) {
              throw Failures.of(error, parent, access);
            }
          }
          return true;
        });
  }
}
