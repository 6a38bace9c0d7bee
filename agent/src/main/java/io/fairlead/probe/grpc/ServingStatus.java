package io.fairlead.probe.grpc;

import java.io.IOException;

/** {@code HealthCheckResponse.ServingStatus}, in the order of its numbers. */
enum ServingStatus {
  UNKNOWN,
  SERVING,
  NOT_SERVING,
  SERVICE_UNKNOWN;

  /**
   * The status in a HealthCheckResponse: field 1, a varint, 0 where it is left out. Other fields
   * are passed over.
   */
  static ServingStatus of(byte[] message) throws IOException {
    Protobuf fields = new Protobuf(message);
    long status = 0;
    while (fields.more()) {
      long tag = fields.varint();
      if (tag == 0x08) {
        status = fields.varint();
      } else {
        fields.skip((int) tag & 7);
      }
    }
    if (status < 0 || status >= values().length) {
      throw new IOException("the health service answered with an unknown status " + status);
    }
    return values()[(int) status];
  }
}
