package io.fairlead.attach;

import io.fairlead.model.InvalidField;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Codec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Endpoints as numbers of what was written before: tests of journals need no real codec. */
final class Slips implements Codec<NetworkEndpoint> {
  private final List<NetworkEndpoint> written = new ArrayList<>();

  @Override
  public synchronized byte[] encode(NetworkEndpoint endpoint) {
    written.add(endpoint);
    return String.valueOf(written.size() - 1).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public synchronized NetworkEndpoint decode(byte[] bytes) {
    try {
      return written.get(Integer.parseInt(new String(bytes, StandardCharsets.US_ASCII)));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new InvalidField("slip", "is none that was written");
    }
  }
}
