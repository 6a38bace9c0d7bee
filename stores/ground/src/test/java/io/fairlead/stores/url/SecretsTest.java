package io.fairlead.stores.url;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.spi.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  @TempDir Path directory = Path.of("");

  @Test
  void theyComeFromFilesBeforeVariables() throws IOException {
    Path file = Files.writeString(directory.resolve("password"), "from file\n");
    Map<String, String> variables = Map.of(Secrets.PASSWORD, "variable", Secrets.TOKEN, "token");

    assertEquals(
        new Secrets("from file", "token"),
        Secrets.of(StoreUrl.parse("etcd://me@localhost?password-file=" + file), variables));
    assertEquals(
        new Secrets("variable", "token"),
        Secrets.of(StoreUrl.parse("etcd://me@localhost"), variables));
    assertEquals(
        new Secrets(null, "token"), Secrets.of(StoreUrl.parse("etcd://localhost"), variables));
    assertEquals(Secrets.NONE, Secrets.of(StoreUrl.parse("etcd://h"), Map.of()));
    assertEquals(Secrets.NONE, Secrets.of(StoreUrl.parse("embedded:"), variables));
  }

  @Test
  void noTextHoldsThem() {
    String text = new Secrets("hunter2", "s3cret").toString();

    assertEquals("Secrets[a password, a token]", text);
    assertEquals("Secrets[no password, no token]", Secrets.NONE.toString());
  }

  @Test
  void overANetworkTheyGoEncryptedOrNotAtAll() {
    Map<String, String> variables = Map.of(Secrets.PASSWORD, "hunter2");

    assertRefused("h2:2379 in the clear", "etcd://me@localhost,h2", variables);
    assertRefused("token", "consul://h", Map.of(Secrets.TOKEN, "s3cret"));
    Secrets.of(StoreUrl.parse("etcd://me@h2?tls=on"), variables);
    Secrets.of(StoreUrl.parse("etcd://me@h2?plaintext=allowed"), variables);
    Secrets.of(StoreUrl.parse("etcd://me@127.0.0.1,[::1]"), variables);
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty"));

    assertRefused("'me' has no password", "etcd://me@localhost", Map.of());
    assertRefused("has no user", "etcd://localhost?password-file=" + password(), Map.of());
    assertRefused("no file /not/there", "etcd://me@localhost?password-file=/not/there", Map.of());
    assertRefused("is empty", "etcd://me@localhost?password-file=" + empty, Map.of());
    assertRefused("cannot read", "consul://localhost?token-file=" + directory, Map.of());
  }

  private Path password() throws IOException {
    return Files.writeString(directory.resolve("password"), "hunter2");
  }

  private static void assertRefused(String words, String url, Map<String, String> variables) {
    StoreException refused =
        assertThrows(StoreException.class, () -> Secrets.of(StoreUrl.parse(url), variables));
    String message = String.valueOf(refused.getMessage());
    assertFalse(refused.retryable());
    assertTrue(message.contains(words), "names '" + words + "': " + message);
    assertFalse(message.contains("hunter2") || message.contains("s3cret"), message);
  }
}
