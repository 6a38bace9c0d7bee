package io.fairlead.transport.server;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From what Netty decodes to a {@link Request}, or to the refusal that says what is wrong. */
final class RequestReader {
  private RequestReader() {}

  /** What a decoder's failure means. */
  static Refusal malformed(Throwable cause, Limits limits) {
    if (cause instanceof TooLongHttpLineException) {
      return new Refusal(414, "the request's line is longer than " + limits.line() + " bytes");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return new Refusal(431, "the headers are longer than " + limits.headers() + " bytes");
    }
    return new Refusal(400, "this is not HTTP/1.1");
  }

  /** Refuses what can be refused before the body comes. */
  static void requireHead(HttpRequest head, Limits limits) {
    if (head.protocolVersion().majorVersion() != 1) {
      throw new Refusal(505, "speak HTTP/1.1");
    }
    long announced = HttpUtil.getContentLength(head, 0L);
    if (announced > limits.body()) {
      throw tooLarge(limits);
    }
    String expect = head.headers().get(HttpHeaderNames.EXPECT);
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      throw new Refusal(417, "only 100-continue can be expected here", "Expect");
    }
  }

  static Refusal tooLarge(Limits limits) {
    return new Refusal(413, "the body is longer than " + limits.body() + " bytes");
  }

  /** The whole request. */
  static Request request(HttpRequest head, byte[] body, Peer peer) {
    String target = originForm(head.uri());
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    Query query = Query.parse(mark < 0 ? "" : target.substring(mark + 1));
    String method = head.method().name().equals("HEAD") ? "GET" : head.method().name();
    return new Request(method, path, Map.of(), query, headers(head), body, peer);
  }

  /** The path of a target for messages; null where it has none. */
  static @Nullable String pathOf(@Nullable HttpRequest head) {
    if (head == null || !head.uri().startsWith("/")) {
      return null;
    }
    return head.uri().split("[?#]", 2)[0];
  }

  /** Takes the form that proxies send too: {@code http://host/path} (RFC 9112 section 3.2.2). */
  private static String originForm(String target) {
    if (target.startsWith("/")) {
      return target;
    }
    String lower = target.toLowerCase(Locale.ROOT);
    if (lower.startsWith("http://")) {
      int slash = target.indexOf('/', "http://".length());
      return slash < 0 ? "/" : target.substring(slash);
    }
    throw new Refusal(400, "the request's target must start with '/'");
  }

  private static Map<String, String> headers(HttpRequest head) {
    Map<String, String> headers = new HashMap<>();
    for (Map.Entry<String, String> header : head.headers()) {
      headers.merge(
          header.getKey().toLowerCase(Locale.ROOT),
          header.getValue(),
          (one, other) -> one + "," + other);
    }
    return headers;
  }
}
