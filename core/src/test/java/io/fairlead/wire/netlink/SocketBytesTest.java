package io.fairlead.wire.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Sockets byte by byte, as ss(8) of iproute2 6.1 sends and a kernel 6.18 answers them. */
class SocketBytesTest {
  private static final String NOBODY = "00".repeat(48);
  private static final String ID =
      "e0161b58" // ports 57366 and 7000
          + "7f000001"
          + "00".repeat(12)
          + "7f000001"
          + "00".repeat(12)
          + "00000000"
          + "1700000000000000"; // cookie
  private static final String SHOWN =
      "5800000014000200"
          + "0000000000000000"
          + "02010000" // established
          + ID
          + "00000000"
          + "00000000"
          + "00000000"
          + "e8030000"
          + "042d0100";
  private static final IpAddress LOCAL = IpAddress.parse("127.0.0.1");

  @Test
  void socketsConnectedToAPortAreAskedFor() {
    assertEquals(
        "5c000000"
            + "14000103"
            + "02060000" // TCP of IPv4
            + "3e0b0000"
            + NOBODY
            + "14000100" // INET_DIAG_REQ_BYTECODE
            + "08101400" // INET_DIAG_BC_D_COND
            + "02200000581b00007f000001",
        Bytes.hex(SocketMessage.connectedTo(false, 6, LOCAL, 7000).request()));
    assertEquals(
        "5c000000140001030a11000002000000" + NOBODY + "140001000810140002200000591b00007f000001",
        Bytes.hex(SocketMessage.connectedTo(true, 17, LOCAL, 7001).request()));
  }

  @Test
  void aConnectedSocketIsReadAndEndedByAllThatIsKnownOfIt() {
    SocketMessage socket =
        Objects.requireNonNull(
            SocketMessage.connectedTo(false, 6, LOCAL, 7000).decoder().apply(Bytes.message(SHOWN)));
    assertEquals(
        new SocketMessage(false, 6, 1, LOCAL, 57366, LOCAL, 7000, 0, "1700000000000000", 1000),
        socket);
    assertEquals(
        "48000000" + "15000500" + "02060000" + "00000000" + ID, Bytes.hex(socket.destroy()));
  }

  @Test
  void aSocketOfIpv6ThatIsConnectedToAnIpv4Address() {
    SocketMessage socket =
        new SocketMessage(
            true, 17, 1, LOCAL, 1, IpAddress.parse("10.0.0.9"), 2, 3, "0100000002000000", 0);
    String mapped = "00000000000000000000ffff";
    assertEquals(
        "48000000150005000a11000000000000"
            + "00010002"
            + mapped
            + "7f000001"
            + mapped
            + "0a000009"
            + "03000000"
            + "0100000002000000",
        Bytes.hex(socket.destroy()));
  }

  @Test
  void whatIsNotConnectedToItIsNeverAnswered() {
    Dump<SocketMessage> dump = SocketMessage.connectedTo(false, 6, LOCAL, 7000);
    String listens = SHOWN.replace("02010000e016", "020a0000e016");
    String closed = SHOWN.replace("02010000e016", "02070000e016");
    String elsewhere = SHOWN.replace("e0161b58", "e0161b59");
    for (String other : new String[] {listens, closed, elsewhere}) {
      assertNull(dump.decoder().apply(Bytes.message(other)), other);
    }
    assertFalse(SocketMessage.read(Bytes.message(listens)).isConnected());
    assertTrue(SocketMessage.read(Bytes.message(SHOWN)).isConnected());
  }

  @Test
  void whatTheKernelMustHaveIsNamed() {
    SocketMessage socket = SocketMessage.read(Bytes.message(SHOWN));
    String said = Refusal.of(socket.destroy(), new Ack(Errno.EOPNOTSUPP, null)).text();
    assertTrue(said.contains("built without CONFIG_INET_DIAG_DESTROY: use one that has it"), said);
  }
}
