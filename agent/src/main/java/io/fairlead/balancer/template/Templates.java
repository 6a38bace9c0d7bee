package io.fairlead.balancer.template;

import io.fairlead.spi.Time;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps files by templates. Used by one thread. */
public final class Templates {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final List<TemplateFile> files;

  /** Where worlds come from. */
  public interface Worlds {
    /**
     * A complete world that is not this one, or null where none came in time.
     *
     * @param known the last one, or null for none
     */
    @Nullable World await(@Nullable World known, Duration atMost) throws InterruptedException;
  }

  /**
   * Keeps these.
   *
   * @param environment what templates and commands see
   * @param dry whether texts are only shown
   */
  public Templates(
      List<TemplateSpec> specs,
      Map<String, String> environment,
      Lookup lookup,
      Time time,
      boolean dry) {
    this.files =
        specs.stream().map(spec -> new TemplateFile(spec, environment, lookup, time, dry)).toList();
  }

  /** Each file's turn, once, in a complete world. */
  public void once(Worlds worlds, Consumer<Outcome> told) throws InterruptedException {
    World world = null;
    while (world == null) {
      world = worlds.await(null, LONGEST);
    }
    for (TemplateFile file : files) {
      file.see(world);
      told.accept(file.turn());
    }
  }

  /** Keeps the files until the thread is interrupted. */
  public void run(Worlds worlds, Consumer<Outcome> told) throws InterruptedException {
    World world = null;
    while (true) {
      World next = worlds.await(world, patience());
      if (next != null) {
        world = next;
        for (TemplateFile file : files) {
          file.see(next);
        }
      }
      for (TemplateFile file : files) {
        Duration until = file.untilDue();
        if (until != null && until.isZero()) {
          told.accept(file.turn());
        }
      }
    }
  }

  private Duration patience() {
    Duration least = LONGEST;
    for (TemplateFile file : files) {
      Duration until = file.untilDue();
      if (until != null && until.compareTo(least) < 0) {
        least = until;
      }
    }
    return least;
  }
}
