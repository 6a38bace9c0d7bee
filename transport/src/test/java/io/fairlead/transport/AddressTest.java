package io.fairlead.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.model.InvalidField;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "unix:///run/x.sock, unix:///run/x.sock",
    "/run/x.sock, unix:///run/x.sock",
    "./x.sock, unix://./x.sock",
    "host1:80, host1:80",
    "tcp://127.0.0.1:2375, 127.0.0.1:2375",
    "http://host1:8500/, host1:8500",
    "[::1]:80, [::1]:80"
  })
  void everyFormIsRead(String text, String shown) {
    assertEquals(shown, Address.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "host", "host:", "host:0", "host:65536", ":80", "https://h:1", "unix://", "/"})
  void whatIsNoAddressIsRefusedByName(String text) {
    assertEquals("address", assertThrows(InvalidField.class, () -> Address.parse(text)).field());
  }
}
