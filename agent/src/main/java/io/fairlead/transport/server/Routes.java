package io.fairlead.transport.server;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the route of a request, or says what is wrong with asking: 404, 405, 406, 411, 415. */
public final class Routes implements Handler {
  private static final String JSON = "application/json";

  private final List<Route> routes;

  /** Routes whose earlier ones go first. */
  public Routes(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  @Override
  public void handle(Request request, Exchange exchange) {
    Origins.require(request);
    Set<String> allowed = new LinkedHashSet<>();
    for (Route route : routes) {
      Map<String, String> matched = route.match(request.path());
      if (matched == null) {
        continue;
      }
      if (route.method().equals(request.method())) {
        requireForms(route, request);
        route.handler().handle(request.with(matched), exchange);
        return;
      }
      allowed.add(route.method());
    }
    throw allowed.isEmpty() ? unknown(request) : notAllowed(request, allowed);
  }

  /** The table. */
  public List<Route> all() {
    return routes;
  }

  private static Refusal unknown(Request request) {
    return new Refusal(404, "nothing is at " + request.path() + "; see /api/v1/openapi.yaml");
  }

  private static Refusal notAllowed(Request request, Set<String> allowed) {
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    String allow = String.join(", ", allowed);
    return new Refusal(405, request.method() + " is not for this path; it takes " + allow)
        .with("Allow", allow);
  }

  private static void requireForms(Route route, Request request) {
    if (!accepts(request.header("accept"), route.produces())) {
      throw new Refusal(406, "this path answers " + route.produces() + " only; ask for that");
    }
    if (request.method().equals("PUT") || request.method().equals("POST")) {
      if (!request.headers().containsKey("content-length")
          && !request.headers().containsKey("transfer-encoding")) {
        throw new Refusal(411, "say how long the body is with Content-Length, 0 for none");
      }
      String type = request.headers().getOrDefault("content-type", "");
      if (!type.split(";", 2)[0].strip().equalsIgnoreCase(JSON)) {
        throw new Refusal(415, "send the header Content-Type: " + JSON);
      }
    }
  }

  /** Whether a value of the {@code Accept} header (RFC 9110 section 12.5.1) takes this type. */
  static boolean accepts(@Nullable String accept, String type) {
    if (accept == null || accept.isBlank() || type.isEmpty()) {
      return true;
    }
    String family = type.substring(0, type.indexOf('/') + 1);
    for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = range.split(";", -1);
      String media = parts[0].strip();
      boolean matches = media.equals("*/*") || media.equals(family + "*") || media.equals(type);
      boolean refused = range.replace(" ", "").matches(".*;q=0(\\.0*)?");
      if (matches && !refused) {
        return true;
      }
    }
    return false;
  }
}
