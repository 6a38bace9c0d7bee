package io.fairlead.stores.logged;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/** Writes lines of words with pieces of bytes between them, as {@link Lines} reads them. */
final class Scribe {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Scribe line(String line) {
    out.writeBytes(line.getBytes(ISO_8859_1));
    out.write('\n');
    return this;
  }

  Scribe bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  byte[] done() {
    return out.toByteArray();
  }
}
