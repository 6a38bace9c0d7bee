package io.fairlead.wire.openflow;

/** Bytes that are no OpenFlow 1.3 message, or end in the midst of one. */
public final class MalformedFlow extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what is wrong. */
  public MalformedFlow(String message) {
    super(message);
  }
}
