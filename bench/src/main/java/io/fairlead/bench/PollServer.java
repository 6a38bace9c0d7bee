package io.fairlead.bench;

import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.transport.Reply;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A server of long polls: how to start it and what to ask it.
 *
 * @param ready the path that answers once it can serve
 * @param revision the header that holds the revision to wait beyond
 * @param registration the path of registrations
 * @param reading the path of service {@code %d}
 * @param polling what follows it to wait, before the revision
 */
record PollServer(
    String name,
    List<String> command,
    Path folder,
    String ready,
    String revision,
    String registration,
    String reading,
    String polling) {

  static PollServer fairlead(Path folder) {
    List<String> command = AgentProcess.command(folder, LongPollBench.DNS, LongPollBench.HTTP);
    command.addAll(List.of("--docker", "unix://" + folder.resolve("no-engine.sock")));
    return new PollServer(
        "Fairlead",
        command,
        folder,
        "/api/v1/health/ready",
        "Fairlead-Revision",
        "/api/v1/instances/i",
        "/api/v1/services/default/svc%d",
        "?wait=10m&revision=");
  }

  static PollServer consul(Path folder, Path binary) throws IOException {
    Path limits = folder.resolve("consul.json");
    Files.writeString(limits, "{\"limits\":{\"http_max_conns_per_client\":15000}}");
    List<String> command =
        new ArrayList<>(
            List.of(
                binary.toAbsolutePath().toString(),
                "agent",
                "-dev",
                "-bind=127.0.0.1",
                "-http-port=" + LongPollBench.HTTP,
                "-dns-port=" + LongPollBench.DNS,
                "-log-level=error",
                "-config-file=" + limits));
    return new PollServer(
        "Consul",
        command,
        folder,
        "/v1/health/service/consul?passing",
        "X-Consul-Index",
        "/v1/agent/service/register",
        "/v1/health/service/svc%d",
        "?wait=10m&index=");
  }

  ServedProcess start() throws IOException {
    return ServedProcess.start(name, LongPollBench.HTTP, folder, command);
  }

  String read(int service) {
    return String.format(reading, service);
  }

  String poll(int service, long revision) {
    return read(service) + polling + revision;
  }

  void register(HttpClient http, int service, int port) throws IOException, InterruptedException {
    boolean consul = registration.startsWith("/v1");
    Map<String, Object> body =
        consul
            ? Map.of("ID", "i" + service, "Name", "svc" + service, "Port", port)
            : Map.of("service", "svc" + service, "port", port);
    String path = consul ? registration : registration + service;
    Reply reply = http.send(Call.json("PUT", path, Json.write(body)));
    if (!reply.ok()) {
      throw new IOException(name + " refused service " + service + ": " + reply.text());
    }
  }
}
