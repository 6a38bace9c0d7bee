package io.fairlead.transport;

import java.io.IOException;

/** An answer was longer than anybody wants to hold. */
public final class AnswerTooLong extends IOException {
  private static final long serialVersionUID = 1L;

  AnswerTooLong(String request, String peer, int most) {
    super("the answer of " + peer + " to " + request + " is longer than " + most + " bytes");
  }
}
