package io.fairlead.wire.openflow;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A message of OpenFlow 1.3 (ONF TS-006, 7): its header, and what is behind that.
 *
 * @param type as in {@code ofp_type}
 * @param id tells what is answered
 */
public record FlowMessage(int type, int id, byte[] body) {
  /** Who speaks which version. */
  public static final int HELLO = 0;

  /** A refusal. */
  public static final int ERROR = 1;

  /** A question whether somebody is there. */
  public static final int ECHO = 2;

  /** Its answer. */
  public static final int ECHO_REPLY = 3;

  /** A flow is gone. */
  public static final int FLOW_REMOVED = 11;

  /** A flow is added or removed. */
  public static final int FLOW_MOD = 14;

  /** A question for a list. */
  public static final int MULTIPART = 18;

  /** A part of its answer. */
  public static final int MULTIPART_REPLY = 19;

  /** A question whether all before it is done. */
  public static final int BARRIER = 20;

  /** Its answer. */
  public static final int BARRIER_REPLY = 21;

  /** What is told unasked. */
  public static final int SET_ASYNC = 28;

  /** Octets of the header. */
  public static final int HEADER = 8;

  private static final int VERSION = 4;
  private static final int FLOWS = 1;
  private static final int MORE = 1;
  private static final int ALL_TABLES = 0xff;
  private static final int ANY = -1;
  private static final int ADD = 0;
  private static final int DELETE_STRICT = 4;
  private static final int TELL_REMOVAL = 1;
  private static final int NO_BUFFER = -1;
  private static final int APPLY_ACTIONS = 4;

  /** One without a body. */
  public static FlowMessage plain(int type, int id) {
    return new FlowMessage(type, id, new byte[0]);
  }

  /** Asks for all flows of all tables (7.3.5.2). */
  public static FlowMessage askFlows(int id) {
    ByteBuffer body = ByteBuffer.allocate(8 + 32 + 8);
    body.putShort((short) FLOWS).putShort((short) 0).putInt(0);
    body.put((byte) ALL_TABLES).put(new byte[3]).putInt(ANY).putInt(ANY).putInt(0);
    body.putLong(0).putLong(0);
    body.putShort((short) 1).putShort((short) 4).putInt(0);
    return new FlowMessage(MULTIPART, id, body.array());
  }

  /** Asks to be told of each flow that is removed, and of nothing else (7.3.10). */
  public static FlowMessage tellRemovals(int id) {
    ByteBuffer body = ByteBuffer.allocate(24);
    int all = 0xf;
    body.putInt(16, all).putInt(20, all); // for whom is in charge, and for all others
    return new FlowMessage(SET_ASYNC, id, body.array());
  }

  /** Adds a flow, or replaces the one of its match and priority (7.3.4.1). */
  public static FlowMessage add(int id, Flow flow) {
    return change(id, ADD, flow);
  }

  /** Removes a flow of just this match and priority. */
  public static FlowMessage remove(int id, Flow flow) {
    return change(id, DELETE_STRICT, flow);
  }

  private static FlowMessage change(int id, int command, Flow flow) {
    ByteArrayOutputStream actions = new ByteArrayOutputStream();
    flow.actions().forEach(action -> actions.writeBytes(action.bytes()));
    byte[] fields = HexFormat.of().parseHex(flow.match());
    int match = 4 + fields.length;
    boolean instructs = command == ADD && actions.size() > 0;
    ByteBuffer body =
        ByteBuffer.allocate(40 + padded(match) + (instructs ? 8 + actions.size() : 0));
    body.putLong(0).putLong(0);
    body.put((byte) flow.table()).put((byte) command);
    body.putShort((short) 0).putShort((short) 0).putShort((short) flow.priority());
    body.putInt(NO_BUFFER).putInt(ANY).putInt(ANY);
    body.putShort((short) (command == ADD ? TELL_REMOVAL : 0)).putShort((short) 0);
    body.putShort((short) 1).putShort((short) match).put(fields);
    body.position(40 + padded(match));
    if (instructs) {
      body.putShort((short) APPLY_ACTIONS).putShort((short) (8 + actions.size())).putInt(0);
      body.put(actions.toByteArray());
    }
    return new FlowMessage(FLOW_MOD, id, body.array());
  }

  private static int padded(int length) {
    return (length + 7) / 8 * 8;
  }

  /** Its octets, with the header. */
  public byte[] bytes() {
    return ByteBuffer.allocate(HEADER + body.length)
        .put((byte) VERSION)
        .put((byte) type)
        .putShort((short) (HEADER + body.length))
        .putInt(id)
        .put(body)
        .array();
  }

  /**
   * The length of the whole message that starts with this header.
   *
   * @throws MalformedFlow where it starts none
   */
  public static int length(ByteBuffer header) {
    int length = header.getShort(header.position() + 2) & 0xffff;
    if (length < HEADER) {
      throw new MalformedFlow("a message of " + length + " octets");
    }
    return length;
  }

  /**
   * Reads a whole message of any version: all have the same header.
   *
   * @throws MalformedFlow where it is none
   */
  public static FlowMessage read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < HEADER || length(in) != bytes.length) {
      throw new MalformedFlow("not one message");
    }
    byte[] body = new byte[bytes.length - HEADER];
    in.get(HEADER, body);
    return new FlowMessage(in.get(1) & 0xff, in.getInt(4), body);
  }

  /** Whether more parts of the same answer follow. */
  public boolean more() {
    return type == MULTIPART_REPLY
        && body.length >= 4
        && (ByteBuffer.wrap(body).getShort(2) & MORE) != 0;
  }

  /** A refusal in words: its type and code as the standard numbers them (7.4.4). */
  public String refusal() {
    if (body.length < 4) {
      return "a refusal without a reason";
    }
    ByteBuffer in = ByteBuffer.wrap(body);
    return "OpenFlow error type " + (in.getShort() & 0xffff) + " code " + (in.getShort() & 0xffff);
  }

  /**
   * The flows in a part of the answer to {@link #askFlows}.
   *
   * @throws MalformedFlow where they cannot be read
   */
  public List<Flow> flows() {
    ByteBuffer in = ByteBuffer.wrap(body);
    if (type != MULTIPART_REPLY || body.length < 8 || in.getShort() != FLOWS) {
      throw new MalformedFlow("no list of flows");
    }
    List<Flow> flows = new ArrayList<>();
    in.position(8);
    while (in.hasRemaining()) {
      flows.add(flow(part(in, 0)));
    }
    return flows;
  }

  /** The next part, whose length stands two octets behind its start, or a little more. */
  private static ByteBuffer part(ByteBuffer in, int lengthAt) {
    if (in.remaining() < lengthAt + 2) {
      throw new MalformedFlow("a part without a length");
    }
    int length = in.getShort(in.position() + lengthAt) & 0xffff;
    if (length < lengthAt + 2 || length > in.remaining()) {
      throw new MalformedFlow("a part of " + length + " octets");
    }
    ByteBuffer part = in.slice(in.position(), length);
    in.position(in.position() + length);
    return part;
  }

  private static Flow flow(ByteBuffer in) {
    if (in.remaining() < 52) {
      throw new MalformedFlow("a flow of " + in.remaining() + " octets");
    }
    int table = in.get(2) & 0xff;
    int priority = in.getShort(12) & 0xffff;
    boolean stays = in.getInt(14) == 0;
    int match = in.getShort(50) & 0xffff;
    if (match < 4 || 48 + padded(match) > in.limit()) {
      throw new MalformedFlow("a match of " + match + " octets");
    }
    byte[] fields = new byte[match - 4];
    in.get(52, fields);
    in.position(48 + padded(match));
    List<Action> actions = new ArrayList<>();
    boolean plain = stays;
    while (in.hasRemaining()) {
      ByteBuffer instruction = part(in, 2);
      if (instruction.remaining() < 8 || instruction.getShort() != APPLY_ACTIONS) {
        plain = false;
        continue;
      }
      instruction.position(8);
      while (instruction.hasRemaining()) {
        ByteBuffer action = part(instruction, 2);
        byte[] bytes = new byte[action.remaining()];
        action.get(bytes);
        actions.add(Action.read(bytes));
      }
    }
    return new Flow(table, priority, HexFormat.of().formatHex(fields), actions, plain);
  }
}
