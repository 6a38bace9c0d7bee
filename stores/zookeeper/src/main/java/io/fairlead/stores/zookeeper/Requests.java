package io.fairlead.stores.zookeeper;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies of requests, and how the answer to a multi request is read. */
final class Requests {
  private static final byte[] NOTHING = {};
  private static final int ALL_PERMISSIONS = 31;
  private static final int PERSISTENT = 0;
  private static final int EPHEMERAL = 1;
  private static final int CONTAINER = 4;

  private final boolean owned;

  /**
   * @param owned whether only the user who makes a znode may touch it, else everybody may
   */
  Requests(boolean owned) {
    this.owned = owned;
  }

  static Outgoing path(Outgoing out, String path) {
    return out.text(path);
  }

  static Outgoing watched(Outgoing out, String path, boolean watch) {
    return out.text(path).flag(watch);
  }

  static Outgoing login(Outgoing out, String user, String password) {
    return out.number(0).text("digest").text(user + ":" + password);
  }

  /** A znode that only holds others; {@code container} ones go by themselves when empty. */
  Outgoing directory(Outgoing out, String path, boolean container) {
    return create(out, path, NOTHING, container ? CONTAINER : PERSISTENT);
  }

  Outgoing multi(Outgoing out, List<Op> ops) {
    for (Op op : ops) {
      switch (op) {
        case Op.Create(String path, byte[] data) ->
            create(head(out, Code.CREATE2), path, data, PERSISTENT);
        case Op.Ephemeral(String path, byte[] data) ->
            create(head(out, Code.CREATE2), path, data, EPHEMERAL);
        case Op.SetData(String path, byte[] data, int version) ->
            head(out, Code.SET_DATA).text(path).data(data).number(version);
        case Op.Delete(String path, int version) ->
            head(out, Code.DELETE).text(path).number(version);
        case Op.Check(String path, int version) -> head(out, Code.CHECK).text(path).number(version);
      }
    }
    return out.number(-1).flag(true).number(-1);
  }

  private static Outgoing head(Outgoing out, int type) {
    return out.number(type).flag(false).number(-1);
  }

  private Outgoing create(Outgoing out, String path, byte[] data, int kind) {
    return out.text(path)
        .data(data)
        .number(1)
        .number(ALL_PERMISSIONS)
        .text(owned ? "auth" : "world")
        .text(owned ? "" : "anyone")
        .number(kind);
  }

  /**
   * How a multi request ended.
   *
   * @param stats of what was made or changed, null for other steps; empty where nothing was done
   * @param failed the step that could not be done
   * @param error why, or {@link Code#OK}
   */
  record Outcome(List<@Nullable Stat> stats, int failed, int error) {
    static Outcome read(Incoming in) {
      List<@Nullable Stat> stats = new ArrayList<>();
      int failed = -1;
      int error = Code.OK;
      int step = 0;
      while (true) {
        int type = in.number();
        boolean end = in.flag();
        in.number();
        if (end) {
          return new Outcome(error == Code.OK ? stats : List.of(), failed, error);
        }
        switch (type) {
          case Code.CREATE2 -> {
            in.text();
            stats.add(Stat.read(in));
          }
          case Code.SET_DATA -> stats.add(Stat.read(in));
          case -1 -> {
            int code = in.number();
            if (code != Code.OK && code != Code.ANOTHER_FAILED && error == Code.OK) {
              failed = step;
              error = code;
            }
          }
          default -> stats.add(null);
        }
        step++;
      }
    }
  }
}
