package io.fairlead.view.http;

import io.fairlead.wire.json.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** docs/openapi.yaml as a test reads it. */
final class OpenApiDocument {
  private final Map<?, ?> document;
  private final Schema schema;

  OpenApiDocument(String yaml) {
    document = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
    schema = new Schema(document);
  }

  /** {@code "GET /api/v1/services"} and so on. */
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    map(document, "paths")
        .forEach(
            (path, item) ->
                ((Map<?, ?>) item)
                    .keySet()
                    .forEach(method -> operations.add(upper(method) + " " + path)));
    return operations;
  }

  /** {@code "GET /api/v1/services 200"} and so on. */
  Set<String> answers() {
    Set<String> answers = new TreeSet<>();
    for (String operation : operations()) {
      map(operation(operation), "responses")
          .keySet()
          .forEach(status -> answers.add(operation + " " + status));
    }
    return answers;
  }

  /** {@code "GET /api/v1/services ?namespace"}: parameters of queries and headers. */
  Set<String> parameters() {
    Set<String> parameters = new TreeSet<>();
    for (String operation : operations()) {
      for (Object each : list(operation(operation), "parameters")) {
        Map<?, ?> parameter = schema.deref((Map<?, ?>) each);
        if (!"path".equals(parameter.get("in"))) {
          parameters.add(operation + " ?" + parameter.get("name"));
        }
      }
    }
    return parameters;
  }

  /** The examples of bodies, as JSON. */
  List<String> examplesOf(String component) {
    Map<?, ?> described = map(map(map(document, "components"), "schemas"), component);
    return list(described, "examples").stream()
        .map(example -> new String(Json.write(example), StandardCharsets.UTF_8))
        .toList();
  }

  /** What is wrong with a request's body. */
  List<String> errorsOfBody(String operation, String body) {
    Map<?, ?> content = map(map(operation(operation), "requestBody"), "content");
    return schema.errors(map(map(content, "application/json"), "schema"), parse(body));
  }

  /** What is wrong with an answer. */
  List<String> errorsOfAnswer(String operation, HttpResponse<String> answer) {
    Object described = map(operation(operation), "responses").get("" + answer.statusCode());
    if (!(described instanceof Map<?, ?> reference)) {
      return List.of(answer.statusCode() + " is not described: " + answer.body());
    }
    Map<?, ?> response = schema.deref(reference);
    List<String> errors = new ArrayList<>();
    if (response.get("headers") instanceof Map<?, ?> headers) {
      headers.keySet().stream()
          .map(Object::toString)
          .filter(name -> answer.headers().firstValue(name).isEmpty())
          .forEach(name -> errors.add("the header " + name + " is missing"));
    }
    String type = answer.headers().firstValue("content-type").orElse("").split(";")[0];
    if (!(response.get("content") instanceof Map<?, ?> content)) {
      return answer.body().isEmpty() ? errors : List.of("no body is described");
    }
    if (!(content.get(type) instanceof Map<?, ?> media)) {
      return List.of("the type '" + type + "' is not described");
    }
    Object value = type.contains("json") ? parse(answer.body()) : answer.body();
    errors.addAll(schema.errors(map(media, "schema"), value));
    return errors;
  }

  private static @Nullable Object parse(String body) {
    return Json.parse(body.getBytes(StandardCharsets.UTF_8));
  }

  private Map<?, ?> operation(String operation) {
    String[] parts = operation.split(" ");
    return map(map(map(document, "paths"), parts[1]), parts[0].toLowerCase(Locale.ROOT));
  }

  private static String upper(Object method) {
    return method.toString().toUpperCase(Locale.ROOT);
  }

  private static Map<?, ?> map(Map<?, ?> of, String name) {
    if (of.get(name) instanceof Map<?, ?> map) {
      return map;
    }
    throw new AssertionError(name + " is not described");
  }

  private static List<?> list(Map<?, ?> of, String name) {
    return of.get(name) instanceof List<?> list ? list : List.of();
  }
}
