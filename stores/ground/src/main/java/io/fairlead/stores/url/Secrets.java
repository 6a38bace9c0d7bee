package io.fairlead.stores.url;

import io.fairlead.spi.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What proves to a store who asks. Never in a text: {@link #toString()} tells only what there is.
 *
 * @param password of the URL's user, or null
 * @param token instead of a user, or null
 */
public record Secrets(@Nullable String password, @Nullable String token) {
  /** Nothing to prove. */
  public static final Secrets NONE = new Secrets(null, null);

  /** The variable that holds a password. */
  public static final String PASSWORD = "FAIRLEAD_STORE_PASSWORD";

  /** The variable that holds a token. */
  public static final String TOKEN = "FAIRLEAD_STORE_TOKEN";

  /** The variable that holds the password of the store that agents move to. */
  public static final String NEXT_PASSWORD = "FAIRLEAD_NEXT_STORE_PASSWORD";

  /** The variable that holds the token of the store that agents move to. */
  public static final String NEXT_TOKEN = "FAIRLEAD_NEXT_STORE_TOKEN";

  private static final long MAX_BYTES = 64 * 1024;

  /**
   * What {@code url} asks for, from its files, else from {@code variables}.
   *
   * @throws StoreException not retryable; where a file cannot be read, a user has no password, or a
   *     secret would go over a network in the clear
   */
  public static Secrets of(StoreUrl url, Map<String, String> variables) {
    if (!url.scheme().remote()) {
      return NONE;
    }
    Secrets secrets =
        new Secrets(
            secret(url, "password-file", variables.get(PASSWORD)),
            secret(url, "token-file", variables.get(TOKEN)));
    if (url.user() != null && secrets.password == null) {
      throw StoreException.refused(
          "the store's user '"
              + url.user()
              + "' has no password; write password-file=FILE into the URL or set "
              + PASSWORD);
    }
    if (url.user() == null && url.option("password-file") != null) {
      throw StoreException.refused(
          "password-file has no user; write " + url.scheme().text() + "://USER@HOST...");
    }
    if (url.user() == null) {
      secrets = new Secrets(null, secrets.token);
    }
    requirePrivate(url, secrets);
    return secrets;
  }

  private static void requirePrivate(StoreUrl url, Secrets secrets) {
    boolean any = secrets.password != null || secrets.token != null;
    if (!any || url.tls() || "allowed".equals(url.option("plaintext"))) {
      return;
    }
    for (HostPort host : url.hosts()) {
      if (!host.loopback()) {
        throw StoreException.refused(
            "the "
                + (secrets.password != null ? "password" : "token")
                + " would go to "
                + host
                + " in the clear; write tls=on into the URL, or plaintext=allowed where the"
                + " network is yours alone");
      }
    }
  }

  private static @Nullable String secret(StoreUrl url, String option, @Nullable String variable) {
    String file = url.option(option);
    if (file == null) {
      return variable == null || variable.isEmpty() ? null : variable;
    }
    String text = new String(read(option, file), StandardCharsets.UTF_8);
    String secret = text.stripTrailing();
    if (secret.isEmpty()) {
      throw StoreException.refused("option " + option + ": " + file + " is empty");
    }
    return secret;
  }

  /** The bytes of the file that an option names. */
  static byte[] read(String option, String file) {
    try {
      Path path = Path.of(file);
      if (Files.size(path) > MAX_BYTES * (option.equals("ca") ? 16 : 1)) {
        throw StoreException.refused("option " + option + ": " + file + " is too large for it");
      }
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw StoreException.refused("option " + option + ": there is no file " + file);
    } catch (IOException | InvalidPathException e) {
      throw StoreException.refused(
          "option "
              + option
              + ": cannot read "
              + file
              + " ("
              + e.getClass().getSimpleName()
              + "); check its path and its permissions");
    }
  }

  @Override
  public String toString() {
    return "Secrets["
        + (password == null ? "no password" : "a password")
        + ", "
        + (token == null ? "no token" : "a token")
        + "]";
  }
}
