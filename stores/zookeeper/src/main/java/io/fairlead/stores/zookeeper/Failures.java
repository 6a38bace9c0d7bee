package io.fairlead.stores.zookeeper;

import io.fairlead.spi.StoreException;
import io.fairlead.stores.url.HostPort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/** What goes wrong with ZooKeeper, in words that say what to do next. */
final class Failures {
  private Failures() {}

  static StoreException away(List<HostPort> servers, String failure) {
    String all = servers.stream().map(HostPort::toString).collect(Collectors.joining(","));
    return StoreException.away(
        "ZooKeeper at "
            + all
            + " is away ("
            + failure
            + "); check that a majority of its servers runs and can be reached from here",
        new IOException(failure));
  }

  static StoreException lost(Throwable cause) {
    return StoreException.away(
        "the connection to ZooKeeper was lost ("
            + cause.getMessage()
            + "); it is made again by itself, ask again",
        cause);
  }

  static StoreException slow(String server, Throwable cause) {
    return StoreException.away(
        "ZooKeeper's server "
            + server
            + " did not answer in time; check its disk and that it has a majority",
        cause);
  }

  static StoreException busy() {
    return StoreException.away(
        "other changes came first every time; ask again", new IOException("too many conflicts"));
  }

  static StoreException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return StoreException.away("interrupted while ZooKeeper was asked", e);
  }

  static StoreException closed() {
    return StoreException.refused("the store is closed; open it again");
  }

  static StoreException denied(Access access) {
    return StoreException.barred(
        "ZooKeeper does not take the password of user '"
            + access.user()
            + "'; check the user, the password and that the servers allow 'digest'");
  }

  static StoreException tooLarge(int bytes) {
    return StoreException.refused(
        "a change of "
            + bytes
            + " bytes; ZooKeeper takes "
            + Limits.REQUEST
            + " (jute.maxbuffer); split it in parts");
  }

  /** What a server's number for a failure means for who asked. */
  static StoreException of(int code, String path, Access access) {
    return switch (code) {
      case Code.NO_AUTH ->
          StoreException.barred(
              "ZooKeeper does not let "
                  + (access.user() == null ? "everybody" : "user '" + access.user() + "'")
                  + " at "
                  + path
                  + "; check the user and the password in the store's URL, and the znode's ACL"
                  + " (getAcl "
                  + path
                  + ")");
      case Code.AUTH_FAILED -> denied(access);
      case Code.INVALID_ACL ->
          StoreException.barred(
              "ZooKeeper does not know the user that "
                  + path
                  + " is to belong to; check that the servers allow 'digest'");
      case Code.QUOTA_EXCEEDED ->
          StoreException.barred(
              "the quota of " + path + " in ZooKeeper is used up; raise it (setquota)");
      case Code.CONNECTION_LOSS,
          Code.OPERATION_TIMEOUT,
          Code.SESSION_EXPIRED,
          Code.SESSION_MOVED,
          Code.NOT_READ_ONLY,
          Code.THROTTLED ->
          lost(new IOException("the server ended the request with " + code));
      default ->
          StoreException.refused(
              "ZooKeeper refused a request at " + path + " with error " + code + "; see its log");
    };
  }

  /** Why a connection could not be made. */
  static String words(IOException e) {
    return switch (e) {
      case UnknownHostException u -> "no such host; check its name";
      case SocketTimeoutException s -> "no answer in time";
      case ConnectException c -> "nothing listens there";
      case SSLException s -> "TLS failed: " + s.getMessage();
      default -> String.valueOf(e.getMessage());
    };
  }
}
