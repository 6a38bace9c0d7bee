package io.fairlead.stores.web;

import java.io.IOException;

/** A stream ended because one line of it was longer than anybody wants to hold. */
public final class LineTooLong extends IOException {
  private static final long serialVersionUID = 1L;

  LineTooLong(String message) {
    super(message);
  }
}
