package io.fairlead.balancer.template;

import io.fairlead.spi.Time;
import io.fairlead.template.TemplateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * One file that a template keeps: when it is due, and its turn. Used by one thread.
 *
 * <p>A turn renders, compares, has the new text checked, replaces the file at once, and runs the
 * command; where that fails the file is as it was before. A turn that failed is tried again later,
 * each time after twice as long.
 */
final class TemplateFile {
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(60);

  private final TemplateSpec spec;
  private final Renderer renderer;
  private final KeptFile file;
  private final ShellCommand commands;
  private final Time time;
  private final boolean dry;

  private @Nullable Rendering last;
  private @Nullable World seen;
  private Map<Dependency, @Nullable Object> changed = Map.of();
  private long changedFirst;
  private long changedLast;
  private boolean due = true;
  private @Nullable Duration retryAfter;
  private long failedAt;

  TemplateFile(
      TemplateSpec spec, Map<String, String> environment, Lookup lookup, Time time, boolean dry) {
    this.spec = spec;
    this.renderer = new Renderer(spec, environment, lookup);
    this.file = new KeptFile(spec);
    this.commands = new ShellCommand(environment);
    this.time = time;
    this.dry = dry;
  }

  /** The world is so now. */
  void see(World world) {
    seen = world;
    if (last == null) {
      return;
    }
    Map<Dependency, @Nullable Object> now = last.changed(world);
    if (now.isEmpty()) {
      due = false;
    } else if (!now.equals(changed) || !due) {
      changedLast = time.nanos();
      changedFirst = due ? changedFirst : changedLast;
      due = true;
    }
    changed = now;
  }

  /** How long until its turn; zero for at once, null where only a change brings it. */
  @Nullable Duration untilDue() {
    if (seen == null) {
      return null;
    }
    if (due) {
      long quiet = spec.quietFor().toNanos() - (time.nanos() - changedLast);
      long latest = spec.latest().toNanos() - (time.nanos() - changedFirst);
      return last == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, Math.min(quiet, latest)));
    }
    return retryAfter == null
        ? null
        : Duration.ofNanos(Math.max(0, retryAfter.toNanos() - (time.nanos() - failedAt)));
  }

  /** Its turn, in the world that it saw last. */
  Outcome turn() throws InterruptedException {
    World world = seen;
    if (world == null) {
      return new Outcome.Waiting(spec.destination(), "the catalog is not known yet");
    }
    List<Dependency> because = List.copyOf(changed.keySet());
    due = false;
    changed = Map.of();
    Outcome outcome;
    try {
      outcome = turn(world, because);
    } catch (IOException | TemplateException e) {
      outcome = new Outcome.Refused(spec.destination(), String.valueOf(e.getMessage()));
    }
    if (outcome instanceof Outcome.Refused) {
      Duration before = retryAfter;
      Duration next = before == null ? FIRST_RETRY : before.multipliedBy(2);
      retryAfter = next.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : next;
      failedAt = time.nanos();
    } else {
      retryAfter = null;
    }
    return outcome;
  }

  private Outcome turn(World world, List<Dependency> because)
      throws IOException, InterruptedException {
    Rendering rendering = renderer.render(Files.readString(spec.source()), world, time.now());
    last = rendering;
    String text = rendering.text();
    if (text == null) {
      return new Outcome.Waiting(spec.destination(), rendering.waitsFor());
    }
    String before = file.text();
    if (text.equals(before)) {
      return new Outcome.Unchanged(spec.destination());
    }
    if (dry) {
      return new Outcome.Shown(spec.destination(), text);
    }
    String guarded = Guard.against(before, text, spec.mayVanish());
    if (guarded != null) {
      return new Outcome.Refused(spec.destination(), guarded);
    }
    String failed = put(text, before);
    if (failed != null) {
      return new Outcome.Refused(spec.destination(), failed);
    }
    return new Outcome.Written(
        spec.destination(), because, fresh(text, before), fresh(before, text));
  }

  /** Has it checked, replaces the file, and makes that known; why that could not be, or null. */
  private @Nullable String put(String text, @Nullable String before)
      throws IOException, InterruptedException {
    Path staged = file.stage(text);
    try {
      if (!spec.check().isEmpty()) {
        String line =
            spec.check()
                .replaceAll("\\{\\{\\s*\\.src\\s*}}", Matcher.quoteReplacement(staged.toString()));
        String refused = commands.run(line, spec.timeout());
        if (refused != null) {
          return "the check failed: " + refused;
        }
      }
      file.replace(staged);
    } finally {
      Files.deleteIfExists(staged);
    }
    if (spec.command().isEmpty()) {
      return null;
    }
    String failed;
    try {
      failed = commands.run(spec.command(), spec.timeout());
    } catch (IOException | InterruptedException e) {
      file.restore(before);
      throw e;
    }
    if (failed != null) {
      file.restore(before);
      return "the command failed: " + failed;
    }
    return null;
  }

  /** How many lines of one are not in the other. */
  private static long fresh(@Nullable String of, @Nullable String other) {
    if (of == null) {
      return 0;
    }
    List<String> there = other == null ? List.of() : other.lines().toList();
    Set<String> known = new HashSet<>(there);
    return of.lines().filter(line -> !known.contains(line)).count();
  }
}
