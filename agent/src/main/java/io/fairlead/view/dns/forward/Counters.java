package io.fairlead.view.dns.forward;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What {@link ForwardStats} is read from. */
record Counters(
    LongAdder questions,
    LongAdder hits,
    LongAdder stale,
    LongAdder joined,
    LongAdder failures,
    LongAdder overloads,
    LongAdder ignored,
    AtomicInteger waiting) {
  Counters() {
    this(
        new LongAdder(),
        new LongAdder(),
        new LongAdder(),
        new LongAdder(),
        new LongAdder(),
        new LongAdder(),
        new LongAdder(),
        new AtomicInteger());
  }
}
