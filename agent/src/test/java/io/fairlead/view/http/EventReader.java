package io.fairlead.view.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client of {@code /watch} over HTTP/1.0, whose body is the bare stream of events. */
final class EventReader implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader in;

  EventReader(TestAgent agent, String query, String lastEventId) throws IOException {
    socket =
        new Socket(InetAddress.getLoopbackAddress(), agent.view.addresses().getFirst().getPort());
    socket.setSoTimeout((int) TestAgent.PATIENCE.toMillis());
    String last = lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
    String request = "GET /api/v1/watch" + query + " HTTP/1.0\r\n" + last + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    String line = in.readLine();
    while (line != null && !line.isEmpty()) {
      line = in.readLine();
    }
  }

  /**
   * One event.
   *
   * @param id of itself; empty where it has none
   */
  record Event(String type, String id, String data) {
    /** {@code "put web:10.0.0.1:80"}, by the id in its data. */
    String shortly() {
      int id = data.indexOf("\"id\":\"");
      return id < 0 ? type : type + " " + data.substring(id + 6, data.indexOf('"', id + 6));
    }
  }

  /** The next event; comments are events of the type {@code :}. */
  Event next() throws IOException {
    String type = "message";
    String id = "";
    StringBuilder data = new StringBuilder();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.isEmpty()) {
        return new Event(type, id, data.toString());
      }
      if (line.startsWith(":")) {
        type = ":";
      } else if (line.startsWith("event: ")) {
        type = line.substring("event: ".length());
      } else if (line.startsWith("id: ")) {
        id = line.substring("id: ".length());
      } else if (line.startsWith("data: ")) {
        data.append(line.substring("data: ".length()));
      } else {
        throw new AssertionError("no line of an event: " + line);
      }
    }
    throw new IOException("the stream has ended");
  }

  /** The next events in short, up to and with the next that has an id. */
  List<String> batch() throws IOException {
    List<String> events = new ArrayList<>();
    while (true) {
      Event event = next();
      events.add(event.shortly());
      if (!event.id().isEmpty()) {
        return events;
      }
    }
  }

  /** Whether nothing comes for a moment. */
  boolean isQuiet() {
    try {
      socket.setSoTimeout(100);
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
