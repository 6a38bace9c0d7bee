package io.fairlead.stores.etcd;

import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.stores.web.Answer;
import io.fairlead.stores.web.Ask;
import io.fairlead.stores.web.Cluster;
import io.fairlead.stores.web.Lines;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls of etcd's v3 API, made as the URL's user. Thread-safe. */
final class Gateway implements AutoCloseable {
  private static final int NOT_FOUND = 404;

  private final StoreUrl url;
  private final Secrets secrets;
  private final Cluster cluster;
  private volatile @Nullable String token;
  private volatile String identity = "";

  Gateway(StoreUrl url, Secrets secrets, Time time) {
    this.url = url;
    this.secrets = secrets;
    token = secrets.token();
    cluster = new Cluster(url, this::headers, time);
  }

  /** The number of the etcd cluster that answered last; empty before the first answer. */
  String identity() {
    return identity;
  }

  /** What etcd answers to {@code ask}. */
  Fields call(Ask ask) throws Refusal {
    return authenticated(() -> answered(cluster.ask(ask)));
  }

  /** The same, from the server of a stream alone. */
  Fields call(Ask ask, Lines stream) throws Refusal {
    return authenticated(() -> answered(cluster.ask(ask, stream)));
  }

  /** As {@link #call(Ask)}, where any refusal is for good. */
  Fields insist(Ask ask) {
    try {
      return call(ask);
    } catch (Refusal e) {
      throw refused(e);
    }
  }

  Lines stream(Ask ask) {
    try {
      return authenticated(() -> cluster.stream(ask));
    } catch (Refusal e) {
      throw refused(e);
    }
  }

  boolean prefers(Lines stream) {
    return cluster.prefers(stream);
  }

  void avoid(Lines stream) {
    cluster.avoid(stream);
  }

  void requireOpen() {
    cluster.requireOpen();
  }

  /** Gets another token before the next call. */
  void forgetToken() {
    if (secrets.password() != null) {
      token = null;
    }
  }

  /** What a refusal means to people. */
  StoreException refused(Refusal refusal) {
    String said = String.valueOf(refusal.getMessage());
    if (refusal.full() || refusal.busy()) {
      String advice =
          refusal.full()
              ? "compact and defragment it, then disarm its alarm (etcdctl alarm disarm)"
              : "it has more to do than it can";
      return StoreException.away("etcd takes no more: " + said + "; " + advice, refusal);
    }
    String who = url.user() == null ? "without a user" : "as user '" + url.user() + "'";
    if (refusal.denied()) {
      return StoreException.barred(
          "etcd does not allow this "
              + who
              + "; give its role readwrite on the prefix "
              + Space.of(url.path()).base());
    }
    if (refusal.wrongPassword()) {
      return StoreException.barred("etcd does not let us in " + who + "; check the password");
    }
    if (refusal.commonName()) {
      return StoreException.barred(
          "etcd has users, and then its gateway takes no client certificate with a common name;"
              + " name another in cert=FILE, whose subject has no CN");
    }
    if (refusal.token()) {
      return StoreException.barred(
          "etcd does not let us in " + who + "; write etcd://USER@... with password-file=FILE");
    }
    return StoreException.refused("etcd at " + url.servers() + " refuses: " + said);
  }

  @Override
  public void close() {
    cluster.close();
  }

  /** Notes which cluster a header comes from. */
  Fields noted(Fields answer) {
    String cluster = answer.object("header").text("cluster_id");
    if (!cluster.isEmpty() && !cluster.equals(identity)) {
      identity = cluster;
    }
    return answer;
  }

  private interface Call<T> {
    T make() throws Refusal;
  }

  private <T> T authenticated(Call<T> call) throws Refusal {
    String used = logIn();
    try {
      return call.make();
    } catch (Refusal e) {
      if (!e.token() || secrets.password() == null) {
        throw e;
      }
      synchronized (this) {
        if (used == null || used.equals(token)) {
          token = null;
        }
      }
      logIn();
      return call.make();
    }
  }

  /** Gets a token where we need one and have none. */
  private synchronized @Nullable String logIn() throws Refusal {
    String user = url.user();
    String password = secrets.password();
    if (token != null || user == null || password == null) {
      return token;
    }
    Map<String, Object> body = Map.of("name", user, "password", password);
    try {
      token = answered(cluster.ask(Ask.post("/v3/auth/authenticate", body))).text("token");
    } catch (Refusal e) {
      if (!e.noAuthentication()) {
        throw e;
      }
      token = ""; // etcd asks nobody who they are
    }
    return token;
  }

  private Map<String, String> headers() {
    Map<String, String> headers = new HashMap<>();
    headers.put("Grpc-Metadata-Hasleader", "true");
    String current = token;
    if (current != null && !current.isEmpty()) {
      headers.put("Authorization", current);
    }
    return headers;
  }

  private Fields answered(Answer answer) throws Refusal {
    if (answer.cut()) {
      throw Refusal.tooLong();
    }
    if (answer.ok()) {
      return noted(Fields.of(answer.json()));
    }
    String said = answer.text().startsWith("{") ? Fields.of(answer.json()).text("error") : "";
    if (said.isEmpty() && answer.status() == NOT_FOUND) {
      throw StoreException.refused(
          answer.server() + " is no etcd of version 3.4 or later with its JSON gateway enabled");
    }
    throw new Refusal(said.isEmpty() ? answer.status() + " " + answer.text() : said);
  }
}
