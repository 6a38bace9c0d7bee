package io.fairlead.ovs;

import io.fairlead.wire.openflow.Flow;
import io.fairlead.wire.openflow.FlowMessage;
import io.fairlead.wire.openflow.MalformedFlow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The flows of one switch, as its management socket tells and takes them. */
final class FlowTable {
  private static final int ASKED = 1;
  private static final int BARRIER = 2;
  private static final int FIRST = 16;

  private final Path socket;

  /** That of the switch that listens here. */
  FlowTable(Path socket) {
    this.socket = socket;
  }

  /** All of them. */
  List<Flow> list() throws IOException {
    try (Talk talk = Talk.with(socket)) {
      talk.say(FlowMessage.plain(FlowMessage.HELLO, 0).bytes());
      talk.say(FlowMessage.askFlows(ASKED).bytes());
      List<Flow> flows = new ArrayList<>();
      FlowStream stream = new FlowStream();
      while (true) {
        for (FlowMessage message : stream.take(talk.hear())) {
          if (message.type() == FlowMessage.ERROR) {
            throw new IOException(message.refusal());
          }
          if (message.type() == FlowMessage.MULTIPART_REPLY && message.id() == ASKED) {
            flows.addAll(message.flows());
            if (!message.more()) {
              return flows;
            }
          }
        }
      }
    } catch (MalformedFlow e) {
      throw new IOException("the switch answers otherwise than expected: " + e.getMessage(), e);
    }
  }

  /**
   * Changes it, and waits until that is done.
   *
   * @param changes whether to add, by flow, in this order
   * @return why some were refused, by their place
   */
  Map<Integer, String> change(List<Map.Entry<Flow, Boolean>> changes) throws IOException {
    try (Talk talk = Talk.with(socket)) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(FlowMessage.plain(FlowMessage.HELLO, 0).bytes());
      for (int i = 0; i < changes.size(); i++) {
        Flow flow = changes.get(i).getKey();
        FlowMessage message =
            changes.get(i).getValue()
                ? FlowMessage.add(FIRST + i, flow)
                : FlowMessage.remove(FIRST + i, flow);
        all.writeBytes(message.bytes());
      }
      all.writeBytes(FlowMessage.plain(FlowMessage.BARRIER, BARRIER).bytes());
      talk.say(all.toByteArray());
      Map<Integer, String> refused = new HashMap<>();
      FlowStream stream = new FlowStream();
      while (true) {
        for (FlowMessage message : stream.take(talk.hear())) {
          if (message.type() == FlowMessage.ERROR) {
            if (message.id() < FIRST) {
              throw new IOException(message.refusal());
            }
            refused.put(message.id() - FIRST, message.refusal());
          } else if (message.type() == FlowMessage.BARRIER_REPLY) {
            return refused;
          }
        }
      }
    } catch (MalformedFlow e) {
      throw new IOException("the switch answers otherwise than expected: " + e.getMessage(), e);
    }
  }

  /** Whole messages out of octets that come as they like. */
  static final class FlowStream {
    private ByteBuffer open = ByteBuffer.allocate(0);

    /**
     * The messages that end with these octets.
     *
     * @throws MalformedFlow where they are none
     */
    List<FlowMessage> take(ByteBuffer octets) {
      ByteBuffer all = ByteBuffer.allocate(open.remaining() + octets.remaining());
      all.put(open).put(octets).flip();
      List<FlowMessage> whole = new ArrayList<>();
      while (all.remaining() >= FlowMessage.HEADER && all.remaining() >= FlowMessage.length(all)) {
        byte[] bytes = new byte[FlowMessage.length(all)];
        all.get(bytes);
        whole.add(FlowMessage.read(bytes));
      }
      open = all.slice();
      return whole;
    }
  }
}
