package io.fairlead.stores.etcd;

import io.fairlead.spi.Commit;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Guard;
import io.fairlead.spi.Txn.Op;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A transaction in etcd's words: where a guard fails, etcd reads what all guards look at. */
final class Transactions {
  private Transactions() {}

  static Map<String, Object> request(Space space, Txn txn, @Nullable Long lease) {
    return Map.of(
        "compare", txn.guards().stream().map(guard -> compare(space, guard)).toList(),
        "success", txn.ops().stream().map(op -> operation(space, op, lease)).toList(),
        "failure", txn.guards().stream().map(guard -> look(space, guard)).toList());
  }

  private static Map<String, Object> compare(Space space, Guard guard) {
    Map<String, Object> compare = new LinkedHashMap<>();
    compare.put("key", space.outside(guard.key()));
    switch (guard) {
      case Guard.Absent absent -> {
        compare.put("target", "CREATE");
        compare.put("result", "EQUAL");
        compare.put("create_revision", "0");
      }
      case Guard.Unchanged(String key, var modified) -> {
        // No entry was ever changed at zero, though etcd says so of one that is not there.
        compare.put("target", "MOD");
        compare.put("result", modified.value() == 0 ? "LESS" : "EQUAL");
        compare.put("mod_revision", modified.toString());
      }
    }
    return compare;
  }

  private static Map<String, Object> operation(Space space, Op op, @Nullable Long lease) {
    String key = space.outside(op.key());
    return switch (op) {
      case Op.Put put ->
          Map.of(
              "request_put",
              Map.of(
                  "key", key,
                  "value", Fields.base64(put.value()),
                  "lease", String.valueOf(lease == null ? 0 : lease)));
      case Op.Delete delete -> Map.of("request_delete_range", Map.of("key", key));
    };
  }

  private static Map<String, Object> look(Space space, Guard guard) {
    return Map.of("request_range", Map.of("key", space.outside(guard.key()), "keys_only", true));
  }

  /** The first guard that did not hold, by what etcd read. */
  static Commit conflict(Txn txn, Fields answer) {
    List<Fields> looks = answer.list("responses");
    for (int i = 0; i < looks.size() && i < txn.guards().size(); i++) {
      List<Fields> found = looks.get(i).object("response_range").list("kvs");
      long modified = found.isEmpty() ? 0 : found.getFirst().number("mod_revision");
      boolean holds =
          switch (txn.guards().get(i)) {
            case Guard.Absent absent -> modified == 0;
            case Guard.Unchanged(String key, var wanted) ->
                modified != 0 && modified == wanted.value();
          };
      if (!holds) {
        return new Commit.Conflict(txn.guards().get(i).key());
      }
    }
    throw StoreException.away(
        "etcd refused a transaction whose conditions all hold; try again",
        new IOException("no failed guard"));
  }
}
