package io.fairlead.spi.kernel;

/** One step that brings a host nearer to what it should be. */
public sealed interface Op {
  /** What it is about: as it should be, or as it was where it goes away. */
  HostItem item();

  /** One line for people: what is done. */
  default String text() {
    return switch (this) {
      case Create(HostItem item) -> "make " + item.key().kind().word() + " " + item;
      case Change(HostItem from, HostItem item) ->
          "change " + item.key().kind().word() + " " + from + " to " + item;
      case Delete(HostItem item) -> "remove " + item.key();
    };
  }

  /** Makes what is not there; fails where it is. */
  record Create(HostItem item) implements Op {}

  /** Brings what is there to what it should be. */
  record Change(HostItem from, HostItem item) implements Op {}

  /** Takes away what is there; it is no failure where it is gone already. */
  record Delete(HostItem item) implements Op {}
}
