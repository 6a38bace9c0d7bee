package io.fairlead.source.docker;

import io.fairlead.model.Cause;
import io.fairlead.spi.Remark;
import io.fairlead.spi.Sink;
import io.fairlead.spi.Source;
import io.fairlead.spi.Time;
import io.fairlead.transport.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The containers of one Docker engine. While the engine is away, what was said of it stays said;
 * when it is back, everything is looked at anew and only differences are told.
 */
public final class DockerSource implements Source {
  /** The source of all registrations from here. */
  public static final String NAME = "docker";

  private static final System.Logger LOG = System.getLogger(DockerSource.class.getName());
  private static final Duration STEADY = Duration.ofSeconds(10);

  /** How often all containers are listed to find what no event has told. */
  private static final Duration RECOUNT = Duration.ofMinutes(1);

  private final DockerOptions options;
  private final Listening sockets;
  private final Duration recount;

  /** A source that has not looked yet. An engine on a unix socket shares this machine's /proc. */
  public DockerSource(DockerOptions options) {
    this(
        options,
        options.engine() instanceof Address.Unix
            ? new ProcListening(Path.of("/"))
            : Listening.BLIND,
        RECOUNT);
  }

  DockerSource(DockerOptions options, Listening sockets, Duration recount) {
    this.options = options;
    this.sockets = sockets;
    this.recount = recount;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void run(Sink sink) throws InterruptedException {
    Time time = options.time();
    Memory memory = new Memory(sink, time);
    Backoff backoff = new Backoff(options.random());
    Reports reports = new Reports(sink, options);
    try (DockerEngine engine = new DockerEngine(options.engine(), time)) {
      while (true) {
        long start = time.nanos();
        try (Session session = new Session(engine, sockets, options, memory, recount)) {
          session.run(() -> reports.well(memory.ledger.size()));
        } catch (IOException e) {
          reports.trouble(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
          LOG.log(System.Logger.Level.ERROR, "the Docker source failed and starts anew", e);
          reports.trouble("the Docker source failed and starts anew: " + e);
        }
        if (time.nanos() - start >= STEADY.toNanos()) {
          backoff.reset();
        }
        time.sleep(backoff.next());
      }
    }
  }

  /** Says once when the engine is lost, and once when it is back. */
  private static final class Reports {
    private final Sink sink;
    private final DockerOptions options;
    private String trouble = "";
    private boolean well;

    Reports(Sink sink, DockerOptions options) {
      this.sink = sink;
      this.options = options;
    }

    void well(int registrations) {
      if (!well) {
        well = true;
        trouble = "";
        tell(
            System.Logger.Level.INFO,
            "watching the Docker engine at "
                + options.engine()
                + ", "
                + registrations
                + " registrations");
      }
    }

    void trouble(String what) {
      boolean news = well || !what.equals(trouble);
      well = false;
      trouble = what;
      if (news) {
        tell(
            System.Logger.Level.WARNING,
            what + "; trying again, and what was registered stays so meanwhile");
      }
    }

    private void tell(System.Logger.Level level, String what) {
      LOG.log(level, what);
      sink.remark(new Remark(NAME, new Cause(options.time().now(), what)));
    }
  }
}
