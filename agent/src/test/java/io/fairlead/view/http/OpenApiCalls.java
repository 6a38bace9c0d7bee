package io.fairlead.view.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.testkit.lab.Await;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Calls of the API, each held against its document, and what they showed of it. */
final class OpenApiCalls {
  static final String BASE = "/api/v1";

  final Set<String> answered = new TreeSet<>();
  final Set<String> used = new TreeSet<>();
  private final TestAgent agent;
  private final OpenApiDocument document;

  OpenApiCalls(TestAgent agent, OpenApiDocument document) {
    this.agent = agent;
    this.document = document;
  }

  void late(String method, String path, String body) throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        agent.client.sendAsync(
            agent
                .request(BASE + path)
                .header("Content-Type", "application/json")
                .method(method, text(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    Await.until(
        "a late answer",
        TestAgent.PATIENCE,
        () -> {
          agent.time.advance(Duration.ofSeconds(1));
          return answer.isDone();
        });
    note(method, "/instances/{id}", answer.join());
  }

  void get(String path, String query) throws Exception {
    get(path, path, query);
  }

  void get(String pattern, String path, String query) throws Exception {
    for (String pair : query.isEmpty() ? new String[0] : query.substring(1).split("&")) {
      String parameter = "GET " + BASE + pattern + " ?" + pair.split("=")[0];
      if (document.parameters().contains(parameter)) {
        used.add(parameter);
      }
    }
    note("GET", pattern, agent.get(BASE + path + query));
  }

  void send(String method, String pattern, String path, String body) throws Exception {
    HttpResponse<String> answer = agent.send(method, BASE + path, body);
    String operation = method + " " + BASE + pattern;
    if (answer.statusCode() < 300 && !method.equals("DELETE")) {
      assertEquals(List.of(), document.errorsOfBody(operation, body), operation);
    }
    note(method, pattern, answer);
  }

  void note(String method, @Nullable String pattern, HttpResponse<String> answer) {
    String operation = method + " " + (pattern == null ? "/metrics" : BASE + pattern);
    assertEquals(List.of(), document.errorsOfAnswer(operation, answer), operation);
    answered.add(operation + " " + answer.statusCode());
  }

  private static HttpRequest.BodyPublisher text(String body) {
    return HttpRequest.BodyPublishers.ofString(body);
  }
}
