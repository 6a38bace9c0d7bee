package io.fairlead.source.docker;

import io.fairlead.testkit.time.MachineTime;
import io.fairlead.transport.Address;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Runs the source as a process of a host and writes what it tells, a line each. */
final class SourceOnHost {
  private SourceOnHost() {}

  public static void main(String[] arguments) throws InterruptedException {
    Told told = new Told();
    Thread writer =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  for (int written = 0; ; ) {
                    List<String> story = told.story();
                    story.subList(written, story.size()).forEach(System.out::println);
                    written = story.size();
                    LockSupport.parkNanos(20_000_000);
                  }
                });
    writer.setName("story");
    new DockerSource(
            new DockerOptions(
                Address.parse(arguments[0]), Recorded.RULES, new MachineTime(), new Random(1)))
        .run(told);
  }
}
