package io.fairlead.bird;

import io.fairlead.spi.Time;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one file of the host's BIRD as what is announced asks for, and has BIRD take it over: what
 * BIRD refuses is taken back. What the agent before announced stays until this one knows better.
 * {@link #run} is one thread's; the rest is thread-safe.
 */
public final class BirdRouting {
  /** How often it is looked whether something else is to be announced. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final System.Logger LOG = System.getLogger(BirdRouting.class.getName());
  private static final int CHECKED = 20;

  /** Looks between two tries of what was refused, and between two looks at the sessions. */
  private static final int AGAIN = 5;

  private final Routers routers;
  private final Path file;
  private final Path socket;
  private final Supplier<@Nullable Announcement> wanted;
  private final Time time;

  // The running thread's own.
  private String taken = "";
  private String refused = "";
  private int looks;

  private volatile String trouble = "not looked at yet";
  private volatile Map<String, String> sessions = Map.of();
  private volatile int announced;

  /**
   * Not running yet.
   *
   * @param file what the host's configuration of BIRD includes
   * @param socket BIRD's control socket
   * @param wanted what is to be announced, or null while that is not known
   */
  public BirdRouting(
      Routers routers, Path file, Path socket, Supplier<@Nullable Announcement> wanted, Time time) {
    this.routers = routers;
    this.file = file;
    this.socket = socket;
    this.wanted = wanted;
    this.time = time;
  }

  /** Keeps it until the calling thread is interrupted. */
  public void run() throws InterruptedException {
    while (true) {
      look();
      time.sleep(LOOK);
    }
  }

  private void look() {
    Announcement announcement = wanted.get();
    if (announcement == null) {
      return;
    }
    announced = announcement.own().size();
    String text = BirdText.of(routers, announcement);
    boolean again = looks++ % AGAIN == 0;
    boolean due = text.equals(refused) ? again : !text.equals(taken);
    if (!due && !again) {
      return;
    }
    try {
      if (due) {
        refused = text;
        take(text);
        taken = text;
        refused = "";
      }
      ask();
    } catch (IOException e) {
      sessions = Map.of();
      tell(String.valueOf(e.getMessage()));
    }
  }

  /** Has BIRD take over a text; where it refuses, the file is as it was. */
  private void take(String text) throws IOException {
    String before = Files.exists(file) ? Files.readString(file) : null;
    if (!text.equals(before)) {
      write(text);
    }
    try (BirdSocket bird = open()) {
      BirdReply check = bird.ask("configure check");
      if (check.code() == CHECKED) {
        check = bird.ask("configure");
      }
      if (check.refused()) {
        if (before != null && !before.equals(text)) {
          write(before);
        } else if (before == null) {
          Files.deleteIfExists(file);
        }
        throw new IOException("BIRD refuses what is to be announced: " + check.text());
      }
    }
  }

  private void write(String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new IOException("cannot write " + file + ": " + e + " (--bird-config)", e);
    }
  }

  private BirdSocket open() throws IOException {
    try {
      return BirdSocket.open(socket);
    } catch (IOException e) {
      throw new IOException(
          "BIRD does not answer at "
              + socket
              + "; apt-get install bird2, or systemctl start bird (--bird-socket)",
          e);
    }
  }

  private void ask() throws IOException {
    try (BirdSocket bird = open()) {
      sessions = bird.ask("show protocols \"" + BirdText.NAMES + "*\"").sessions();
    }
    tell(
        sessions.size() < routers.all().size()
            ? "BIRD does not read " + file + "; add 'include \"" + file + "\";' to its bird.conf"
            : "");
  }

  /** Says once what is wrong, and once that it no longer is. */
  private void tell(String now) {
    if (!now.equals(trouble)) {
      trouble = now;
      LOG.log(
          now.isEmpty() ? Level.INFO : Level.WARNING,
          now.isEmpty() ? "BIRD announces this node's containers" : now);
    }
  }

  /** For people: what is wrong, or how many routes are announced to whom. */
  public String status() {
    if (!trouble.isEmpty()) {
      return trouble;
    }
    List<String> all = new ArrayList<>();
    for (int i = 0; i < routers.all().size(); i++) {
      String session = sessions.getOrDefault(BirdText.NAMES + "router" + (i + 1), "not there");
      all.add(routers.all().get(i).address() + " " + session);
    }
    return announced + " routes to " + String.join(", ", all);
  }
}
