package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.servers.ConsulServers;
import io.fairlead.testkit.servers.EtcdServers;
import io.fairlead.testkit.servers.ServerProcess;
import io.fairlead.transport.Call;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Agents move from one store to another while instances come and go and names are asked. */
class MoveIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path directory;

  @Test
  void fromEtcdToConsulThereAndBackAndThereAgainWithAgentsAndTheCommandKilledOnTheWay()
      throws Exception {
    try (EtcdServers etcd = EtcdServers.start(1);
        ConsulServers consul = ConsulServers.start(1)) {
      String from = "etcd://" + etcd.addresses() + "/fairlead";
      String to = "consul://" + consul.addresses() + "/fairlead";
      try (OwnProcess one = new OwnProcess(directory, "n1", "--store=" + from);
          OwnProcess two = new OwnProcess(directory, "n2", "--store=" + from)) {
        one.start();
        two.start();
        one.register("steady-1", "web", "192.0.2.1");
        two.register("steady-2", "web", "192.0.2.2");
        awaitInstances(one, 2);
        try (Asker asker = new Asker(List.of(one, two));
            Churn churn = new Churn(two)) {
          stepTo(one, from, to, "dual");
          back(two);
          stepTo(one, from, to, "dual");
          two.kill();
          two.start();
          stepTo(two, from, to, "cutover");
          one.kill();
          one.start();
          back(one);
          moveByACommandThatIsKilledOnce(one, two, from, to);
          churn.stop();
          asker.stop();
          assertEquals(List.of(), asker.empty());
          assertTrue(asker.asked() > 100, "asked " + asker.asked());
          System.out.println(
              "MoveIT: " + asker.asked() + " questions, " + churn.changes() + " changes");
        }
        etcd.server(0).kill();
        one.register("late", "web", "192.0.2.3");
        Await.until(
            "the other agent sees it without the old store",
            PATIENCE,
            () -> two.ask(Call.get("/api/v1/instances/n1/late")).startsWith("200"));
        // An agent that starts with the old URL, while that store is gone, follows.
        two.kill();
        two.start();
        two.register("later", "web", "192.0.2.4");
        Await.until(
            "its instance is in the new store",
            PATIENCE,
            () -> one.ask(Call.get("/api/v1/instances/n2/later")).startsWith("200"));
      }
    }
  }

  @Test
  void fromOneHostToMany() throws Exception {
    try (EtcdServers etcd = EtcdServers.start(1)) {
      String to = "etcd://" + etcd.addresses() + "/fairlead";
      try (OwnProcess one = new OwnProcess(directory, "n1");
          OwnProcess two = new OwnProcess(directory, "n2", "--store=" + to)) {
        one.start();
        one.register("steady-1", "web", "192.0.2.1");
        awaitInstances(one, 1);
        try (Asker asker = new Asker(List.of(one))) {
          stepTo(one, "embedded:", to, "done");
          two.start();
          two.register("steady-2", "web", "192.0.2.2");
          awaitInstances(one, 2);
          awaitInstances(two, 2);
          one.kill();
          asker.pause();
          one.start();
          awaitInstances(one, 2);
          asker.stop();
          assertEquals(List.of(), asker.empty());
        }
      }
    }
  }

  private static void moveByACommandThatIsKilledOnce(
      OwnProcess asked, OwnProcess other, String from, String to) {
    try (ServerProcess command = asked.command("store", "migrate", from, to)) {
      other.freeze();
      command.start();
      Await.quiet(
          "the command waits for the other agent",
          PATIENCE,
          () -> command.lastWords().contains("waits for n2") ? "" : "no: " + command.lastWords());
      command.kill();
      other.thaw();
      String left = asked.ask(Call.get("/api/v1/migration"));
      assertTrue(left.contains("\"finished\":false"), left);
      command.start();
      Await.quiet("the second command has ended", PATIENCE, () -> command.running() ? "no" : "");
      assertTrue(command.lastWords().endsWith("done (to " + to + ")"), command.lastWords());
    }
  }

  private static void stepTo(OwnProcess agent, String from, String to, String phase) {
    Await.quiet(
        "the move is at " + phase,
        PATIENCE,
        () -> {
          String body = "{\"from\":\"" + from + "\",\"to\":\"" + to + "\"}";
          String said =
              agent.ask(
                  Call.json("POST", "/api/v1/migration", body.getBytes(StandardCharsets.UTF_8)));
          boolean there = said.contains("\"phase\":\"" + phase + "\"");
          return there && (!phase.equals("done") || said.contains("\"finished\":true")) ? "" : said;
        });
  }

  private static void back(OwnProcess agent) {
    Await.quiet(
        "all are back",
        PATIENCE,
        () -> {
          String said = agent.ask(Call.of("DELETE", "/api/v1/migration"));
          return said.contains("\"phase\":\"none\"") ? "" : said;
        });
  }

  private static void awaitInstances(OwnProcess agent, int count) {
    Await.quiet(
        count + " instances of web",
        PATIENCE,
        () -> {
          String said = agent.ask(Call.get("/api/v1/instances?service=web"));
          return said.split("\"node\"", -1).length - 1 >= count ? "" : said;
        });
  }

  /** Registers and removes instances of another service all the while. */
  private static final class Churn implements AutoCloseable {
    private final Thread thread;
    private final AtomicInteger changes = new AtomicInteger();

    Churn(OwnProcess agent) {
      thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                      int i = changes.incrementAndGet();
                      String body =
                          "{\"service\":\"churn\",\"address\":\"192.0.2.9\",\"port\":"
                              + (1 + i % 9)
                              + "}";
                      agent.ask(
                          i % 3 == 0
                              ? Call.of("DELETE", "/api/v1/instances/churn-" + i % 7)
                              : Call.json(
                                  "PUT",
                                  "/api/v1/instances/churn-" + i % 7,
                                  body.getBytes(StandardCharsets.UTF_8)));
                      pause(100);
                    }
                  });
    }

    int changes() {
      return changes.get();
    }

    void stop() {
      end(thread);
    }

    @Override
    public void close() {
      stop();
    }
  }

  /** Asks for the name of a service that runs throughout, and notes answers without an address. */
  private static final class Asker implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> empty = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean paused;

    Asker(List<OwnProcess> agents) {
      for (OwnProcess agent : agents) {
        threads.add(Thread.ofVirtual().start(() -> ask(agent.dns())));
      }
    }

    private void ask(int port) {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          SimpleResolver resolver = new SimpleResolver("127.0.0.1");
          resolver.setPort(port);
          resolver.setTimeout(Duration.ofSeconds(2));
          Message answer =
              resolver.send(
                  Message.newQuery(
                      Record.newRecord(Name.fromString("web.svc.internal."), Type.A, DClass.IN)));
          asked.incrementAndGet();
          if (answer.getSection(Section.ANSWER).isEmpty() && !paused) {
            synchronized (empty) {
              empty.add(answer.toString());
            }
          }
        } catch (IOException e) {
          // An agent that was killed answers nothing: that is no empty answer.
        }
        MoveIT.pause(20);
      }
    }

    /** From now on an agent is alone with what it finds at its start. */
    void pause() {
      paused = true;
    }

    int asked() {
      return asked.get();
    }

    List<String> empty() {
      synchronized (empty) {
        return List.copyOf(empty);
      }
    }

    void stop() {
      threads.forEach(MoveIT::end);
    }

    @Override
    public void close() {
      stop();
    }
  }

  private static void end(Thread thread) {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
