package io.fairlead.stores.url;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.spi.StoreException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreUrlTest {
  @Test
  void aUrlSaysWhichServersAndWhatTheKeysStartWith() {
    StoreUrl url = StoreUrl.parse("etcd://h1:1234,h2,[::1]:5,[fe80::1]/apps/fairlead/");

    assertEquals(Scheme.ETCD, url.scheme());
    assertEquals(
        List.of(
            new HostPort("h1", 1234),
            new HostPort("h2", 2379),
            new HostPort("::1", 5),
            new HostPort("fe80::1", 2379)),
        url.hosts());
    assertEquals("h1:1234,h2:2379,[::1]:5,[fe80::1]:2379", url.servers());
    assertEquals("apps/fairlead", url.path());
    assertNull(url.user());
    assertFalse(url.tls());
  }

  @Test
  void eachStoreHasItsOwnPort() {
    assertEquals("h:8500", StoreUrl.parse("consul://h").servers());
    assertEquals("h:8501", StoreUrl.parse("consul://h?tls=on").servers());
    assertEquals("h:2181", StoreUrl.parse("zookeeper://h/chroot").servers());
    assertEquals("h:2379", StoreUrl.parse("ETCD://h?tls=on").servers());
  }

  @Test
  void theEmbeddedStoreMayNameItsDirectory() {
    assertEquals("", StoreUrl.parse("embedded:").path());
    assertEquals("/var/lib/x", StoreUrl.parse("embedded:/var/lib/x").path());
    assertEquals(List.of(), StoreUrl.parse("embedded:").hosts());
  }

  @Test
  void usersAndOptionsMayBePercentEncoded() {
    StoreUrl url = StoreUrl.parse("etcd://a%40b@h/p?ca=/my%20files/ca+1.pem");

    assertEquals("a@b", url.user());
    assertEquals(Map.of("ca", "/my files/ca+1.pem"), url.options());
    assertTrue(url.tls(), "a certificate implies it");
    assertEquals(url, StoreUrl.parse(url.toString()));
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    for (String text :
        List.of(
            "embedded:",
            "embedded:/var/lib/x",
            "etcd://h1:1,[::1]:2/p/q?cert=/c&key=/k&tls=on",
            "consul://u@h:8500?plaintext=allowed")) {
      assertEquals(text, StoreUrl.parse(text).toString());
    }
  }

  @Test
  void anUnknownStoreOrOptionFindsTheNearest() {
    assertRefused("'etcd:'", "ectd://h");
    assertRefused("embedded:, etcd:, consul:, zookeeper:", "redis://h");
    assertRefused("'password-file'", "etcd://u@h?pasword-file=/x");
    assertRefused("no options", "embedded:?tls=on");
  }

  @Test
  void whatIsWrongIsNamed() {
    assertRefused("no scheme", "h1:2379".substring(2));
    assertRefused("two slashes", "etcd:h1");
    assertRefused("'h:0'", "etcd://h:0");
    assertRefused("'h:x'", "etcd://h:x");
    assertRefused("'h:70000'", "etcd://h:70000");
    assertRefused("write it in brackets", "etcd://::1");
    assertRefused("does not close", "etcd://[::1");
    assertRefused("no server", "etcd://");
    assertRefused("no server", "etcd://h1,,h2");
    assertRefused("no server", "etcd://h1 h2");
    assertRefused("twice", "etcd://h1,h1:2379");
    assertRefused("may hold", "etcd://h/a//b");
    assertRefused("may hold", "etcd://h/a/../b");
    assertRefused("may hold", "etcd://h/ä");
    assertRefused("on or off", "etcd://h?tls=yes");
    assertRefused("cert=FILE and key=FILE", "etcd://h?cert=/c");
    assertRefused("exclude each other", "etcd://h?tls=off&ca=/c");
    assertRefused("no value", "etcd://h?ca");
    assertRefused("twice", "etcd://h?ca=/a&ca=/b");
    assertRefused("%25", "etcd://h?ca=/%zz");
    assertRefused("empty", "etcd://@h");
  }

  @Test
  void aPasswordInAUrlIsRefusedAndNotRepeated() {
    for (String text :
        List.of(
            "etcd://me:hunter2@h1:2379/p",
            "etcd://me:hun/hunter2@h1",
            "etcd://me:hun?hunter2@h1",
            "etcd://me:hunter2@@h")) {
      StoreException refused = assertRefused("password-file=FILE", text);
      assertFalse(String.valueOf(refused.getMessage()).contains("hun"), refused.getMessage());
    }
  }

  @Test
  void loopbackIsKnownByItsAddress() {
    assertTrue(new HostPort("localhost", 1).loopback());
    assertTrue(new HostPort("127.8.8.8", 1).loopback());
    assertTrue(new HostPort("::1", 1).loopback());
    assertFalse(new HostPort("10.0.0.1", 1).loopback());
    assertFalse(new HostPort("localhost.example.org", 1).loopback());
  }

  private static StoreException assertRefused(String words, String url) {
    StoreException refused = assertThrows(StoreException.class, () -> StoreUrl.parse(url), url);
    assertFalse(refused.retryable());
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains(words), "names '" + words + "': " + message);
    return refused;
  }
}
