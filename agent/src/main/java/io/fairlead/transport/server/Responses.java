package io.fairlead.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** From {@link Answer}s to what Netty encodes. */
final class Responses {
  private Responses() {}

  /** A whole answer after which the connection ends. */
  static FullHttpResponse last(Answer answer, String date) {
    FullHttpResponse response = whole(answer, bytesOf(answer), false, date);
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return response;
  }

  /**
   * A whole answer.
   *
   * @param headOnly its head alone, saying how long the body would be
   */
  static FullHttpResponse whole(Answer answer, byte[] bytes, boolean headOnly, String date) {
    ByteBuf body = headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(bytes);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
    describe(answer, response.headers(), date);
    if (answer.status() != 204) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
    }
    return response;
  }

  /**
   * The head of an answer in pieces.
   *
   * @param chunked else its end is the connection's (HTTP/1.0)
   */
  static HttpResponse streamed(Answer answer, boolean chunked, String date) {
    HttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
    describe(answer, response.headers(), date);
    if (chunked) {
      response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    return response;
  }

  static byte[] bytesOf(Answer answer) {
    return answer.body() instanceof Answer.Body.Whole(byte[] bytes) ? bytes : new byte[0];
  }

  private static void describe(Answer answer, HttpHeaders headers, String date) {
    headers.set(HttpHeaderNames.DATE, date);
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    headers.set("x-content-type-options", "nosniff");
    if (!answer.type().isEmpty()) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, answer.type());
    }
    answer.headers().forEach(headers::set);
  }
}
