package io.fairlead.plugin.cni;

import io.fairlead.wire.json.JsonWriter;

/** What a runtime asked for could not be done. Carries CNI's number for why; no stack. */
final class CniFailure extends RuntimeException {
  static final int VERSION = 1;
  static final int UNSUPPORTED = 2;
  static final int UNKNOWN_CONTAINER = 3;
  static final int ENVIRONMENT = 4;
  static final int UNREADABLE = 6;
  static final int CONFIGURATION = 7;
  static final int TRY_AGAIN = 11;
  static final int NOT_READY = 50;

  /** The first of those that a plugin may give meaning to: what was made is not as it was made. */
  static final int CHANGED = 100;

  /** The same: it cannot be done. */
  static final int REFUSED = 101;

  private static final long serialVersionUID = 1L;

  private final int code;
  private final String details;

  CniFailure(int code, String message) {
    this(code, message, "");
  }

  CniFailure(int code, String message, String details) {
    super(message, null, false, false);
    this.code = code;
    this.details = details;
  }

  int code() {
    return code;
  }

  /** CNI's error object. */
  byte[] json(String version) {
    return new JsonWriter()
        .beginObject()
        .text("cniVersion", version)
        .number("code", code)
        .text("msg", String.valueOf(getMessage()))
        .textUnlessEmpty("details", details)
        .endObject()
        .bytes();
  }
}
