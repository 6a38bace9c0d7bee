package io.fairlead.bench;

import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Time;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * The machine's clocks, and where one host's reconciler is in its rounds: a round asks for the own
 * endpoints first, looks at the kernel between, and writes down the time last.
 */
final class RoundClock implements Time {
  private volatile boolean on;
  private long began;
  private long looked;
  private long seen;
  private int steps;
  final Samples plan = new Samples();
  final Samples look = new Samples();
  final Samples compare = new Samples();
  final Samples whole = new Samples();

  /** Measures from now on, or no more. */
  synchronized void measure(boolean from) {
    on = from;
    began = 0;
  }

  /** Steps that were taken while it measured. */
  synchronized int steps() {
    return steps;
  }

  Supplier<List<NetworkEndpoint>> begins(Supplier<List<NetworkEndpoint>> own) {
    return () -> {
      if (on) {
        begin();
      }
      return own.get();
    };
  }

  private synchronized void begin() {
    began = System.nanoTime();
    looked = 0;
  }

  private synchronized void look(boolean over) {
    if (over) {
      seen = System.nanoTime();
    } else if (looked == 0) {
      looked = System.nanoTime();
    }
  }

  private synchronized void end() {
    if (began != 0 && looked != 0) {
      long now = System.nanoTime();
      plan.add(looked - began);
      look.add(seen - looked);
      compare.add(now - seen);
      whole.add(now - began);
      began = 0;
    }
  }

  @Override
  public Instant now() {
    if (on) {
      end();
    }
    return Instant.now();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Thread.sleep(duration);
  }

  Kernel looks(Kernel kernel) {
    return new Kernel() {
      @Override
      public HostState observe(Scope scope) {
        look(false);
        HostState state = kernel.observe(scope);
        look(true);
        return state;
      }

      @Override
      public void apply(List<Op> ops) {
        if (on) {
          count(ops.size());
        }
        kernel.apply(ops);
      }

      @Override
      public Watching watch(Runnable changed) {
        return kernel.watch(changed);
      }

      @Override
      public void close() {
        kernel.close();
      }
    };
  }

  private synchronized void count(int more) {
    steps += more;
  }
}
