package io.fairlead.health;

import io.fairlead.spi.Probe;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A probe whose answers a test switches. */
final class Switchboard implements Probe {
  final AtomicBoolean passes = new AtomicBoolean(true);
  final AtomicBoolean breaks = new AtomicBoolean();
  final AtomicBoolean stubborn = new AtomicBoolean();
  final Map<String, Boolean> hangs = new ConcurrentHashMap<>();
  final Map<String, Boolean> looked = new ConcurrentHashMap<>();
  final CountDownLatch release = new CountDownLatch(1);
  final AtomicInteger runs = new AtomicInteger();
  final AtomicInteger ended = new AtomicInteger();
  final AtomicInteger running = new AtomicInteger();
  final AtomicInteger most = new AtomicInteger();
  final AtomicInteger hanging = new AtomicInteger();
  final AtomicInteger interrupted = new AtomicInteger();

  @Override
  public Verdict probe(Target target, Duration timeout) throws InterruptedException {
    looked.put(target.address().toString(), true);
    most.accumulateAndGet(running.incrementAndGet(), Math::max);
    try {
      if (breaks.get()) {
        throw new IllegalStateException("x");
      }
      boolean hang = hangs.containsKey(target.address().toString()) && release.getCount() > 0;
      if (hang) {
        hanging.incrementAndGet();
      }
      runs.incrementAndGet();
      if (hang) {
        hang();
      }
      return passes.get() ? new Verdict(true, "open") : new Verdict(false, "refused");
    } finally {
      running.decrementAndGet();
      ended.incrementAndGet();
    }
  }

  private void hang() throws InterruptedException {
    try {
      while (stubborn.get() && release.getCount() > 0) {
        try {
          release.await();
        } catch (InterruptedException e) {
          interrupted.incrementAndGet();
        }
      }
      release.await();
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
      throw e;
    } finally {
      hanging.decrementAndGet();
    }
  }
}
