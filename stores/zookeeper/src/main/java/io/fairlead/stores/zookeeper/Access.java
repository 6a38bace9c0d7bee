package io.fairlead.stores.zookeeper;

import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * How servers are spoken to, and as whom.
 *
 * @param tls null where connections are plain
 * @param user null for nobody in particular
 * @param password of the user
 */
record Access(@Nullable SSLSocketFactory tls, @Nullable String user, @Nullable String password) {
  static final Access PLAIN = new Access(null, null, null);

  /** Without the password. */
  @Override
  public String toString() {
    return "Access[" + (tls == null ? "plain" : "tls") + ", user " + user + "]";
  }
}
