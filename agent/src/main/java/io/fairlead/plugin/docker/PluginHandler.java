package io.fairlead.plugin.docker;

import io.fairlead.json.Fields;
import io.fairlead.model.InvalidField;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.NetworkRefused;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Exchange;
import io.fairlead.transport.server.Handler;
import io.fairlead.transport.server.Refusal;
import io.fairlead.transport.server.Request;
import io.fairlead.wire.json.Json;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Leads each call to its driver. A refusal is an answer like any other, with the words that the
 * engine shows to whoever asked it.
 */
final class PluginHandler implements Handler {
  private static final System.Logger LOG = System.getLogger(PluginHandler.class.getName());
  private static final String TYPE = "application/vnd.docker.plugins.v1.2+json";
  private static final String NETWORK = "/NetworkDriver.";
  private static final String IPAM = "/IpamDriver.";
  private static final int MOST_AT_ONCE = 256;

  private final NetworkCalls network;
  private final IpamCalls ipam;
  private final Semaphore room = new Semaphore(MOST_AT_ONCE);

  private final Time time;
  private final ObjLongConsumer<String> took;

  /**
   * One that leads to these.
   *
   * @param took told of each call that there is, and the nanoseconds that it took
   */
  PluginHandler(NetworkCalls network, IpamCalls ipam, Time time, ObjLongConsumer<String> took) {
    this.network = network;
    this.ipam = ipam;
    this.time = time;
    this.took = took;
  }

  @Override
  public void handle(Request request, Exchange exchange) {
    if (!request.method().equals("POST")) {
      throw new Refusal(405, "a plugin is asked by POST").with("Allow", "POST");
    }
    if (!room.tryAcquire()) {
      exchange.answer(answer(Replies.error("too many calls at once; try again in a moment")));
      return;
    }
    long begin = time.nanos();
    exchange.work(
        () -> {
          try {
            Answer answer = answer(called(request.path(), request.body()));
            took.accept(request.path().substring(1), time.nanos() - begin);
            return answer;
          } finally {
            room.release();
          }
        });
  }

  /** The answer to a call. */
  byte[] called(String path, byte[] body) {
    try {
      byte[] answer = dispatched(path, body);
      if (answer == null) {
        throw new Refusal(404, "there is no call " + path);
      }
      return answer;
    } catch (InvalidField | AttachRefused | NetworkRefused e) {
      return Replies.error(String.valueOf(e.getMessage()));
    } catch (StoreException e) {
      return Replies.error("the cluster cannot be asked: " + e.getMessage());
    } catch (Refusal e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "could not answer " + path, e);
      return Replies.error("an error of the agent's own; its log has it");
    }
  }

  private byte @Nullable [] dispatched(String path, byte[] body) {
    if (path.equals("/Plugin.Activate")) {
      return Replies.activate();
    }
    if (path.startsWith(NETWORK)) {
      return network.answer(path.substring(NETWORK.length()), fields(body));
    }
    return path.startsWith(IPAM) ? ipam.answer(path.substring(IPAM.length()), fields(body)) : null;
  }

  private static Fields fields(byte[] body) {
    Object value = body.length == 0 ? null : Json.parse(body);
    return Fields.lenient(value == null ? Map.of() : value);
  }

  private static Answer answer(byte[] body) {
    return Answer.of(200, TYPE, body);
  }
}
