package io.fairlead.source.docker;

import io.fairlead.testkit.time.MachineTime;
import io.fairlead.transport.Address;
import java.util.Random;

/** A source on a thread of its own, until it is closed. */
final class RunningSource implements AutoCloseable {
  final Told told;
  private final Thread thread;

  RunningSource(String engine) {
    this(engine, Recorded.RULES);
  }

  RunningSource(String engine, DockerOptions.Rules rules) {
    this(
        new DockerSource(
            new DockerOptions(Address.parse(engine), rules, new MachineTime(), new Random(1))),
        new Told());
  }

  RunningSource(DockerSource source, Told told) {
    this.told = told;
    thread =
        Thread.ofPlatform()
            .name("source-under-test")
            .start(
                () -> {
                  try {
                    source.run(told);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
