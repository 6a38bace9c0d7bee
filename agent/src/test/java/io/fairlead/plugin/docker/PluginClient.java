package io.fairlead.plugin.docker;

import io.fairlead.json.Fields;
import io.fairlead.testkit.time.MachineTime;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.transport.Reply;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Calls a plugin as the engine does: again and again where nobody answers. */
final class PluginClient implements AutoCloseable {
  private static final int TRIES = 1000;
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final String TYPE = "application/vnd.docker.plugins.v1.2+json";

  private final HttpClient http;
  private final MachineTime time = new MachineTime();

  PluginClient(Path socket) {
    http = new HttpClient(new Address.Unix(socket), "the plugin", time);
  }

  Reply send(String method, byte[] body) throws IOException, InterruptedException {
    return http.send(
        new Call("POST", method, Map.of("Accept", TYPE), body, Duration.ofSeconds(30), false));
  }

  Fields call(String method, Map<String, ?> body) throws Refusal {
    byte[] bytes = body.isEmpty() ? new byte[0] : Json.write(body);
    try {
      for (int tries = 0; tries < TRIES; tries++) {
        try {
          Reply reply = send(method, bytes);
          if (!reply.ok()) {
            throw new Refusal(method + ": HTTP " + reply.status());
          }
          Fields answer = Fields.lenient(Json.parse(reply.body()));
          String error = answer.textOr("Err", answer.textOr("Error", ""));
          if (!error.isEmpty()) {
            throw new Refusal(method + ": " + error);
          }
          return answer;
        } catch (IOException e) {
          time.sleep(PAUSE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new Refusal(method + ": nobody answers");
  }

  @Override
  public void close() {
    http.close();
  }
}
