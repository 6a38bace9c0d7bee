package io.fairlead.stores.consul;

import io.fairlead.stores.logged.KeyServer.Condition;
import io.fairlead.stores.logged.KeyServer.Write;
import io.fairlead.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operations of one {@code /v1/txn}, in the order they are done in. */
final class Operations {
  /** Operations that one transaction may hold. */
  static final int MOST = 64;

  private final String prefix;
  private final List<Operation> operations = new ArrayList<>();

  /**
   * @param prefix of all keys
   */
  Operations(String prefix) {
    this.prefix = prefix;
  }

  private record Operation(String verb, String key, long index, byte @Nullable [] value) {}

  static Operations gets(String prefix, List<String> keys) {
    Operations operations = new Operations(prefix);
    keys.forEach(key -> operations.add("get", key));
    return operations;
  }

  static Operations tree(String prefix, String top) {
    Operations operations = new Operations(prefix);
    operations.add("get-tree", top);
    return operations;
  }

  /** The writes, if the conditions hold. */
  static Operations change(String prefix, List<Condition> conditions, List<Write> writes) {
    Map<String, Long> open = new LinkedHashMap<>();
    conditions.forEach(condition -> open.put(condition.key(), condition.version()));
    Operations changes = new Operations(prefix);
    for (Write write : writes) {
      Long version = open.get(write.key());
      if (version == null || !changes.conditional(write, version)) {
        changes.plain(write);
      } else {
        open.remove(write.key());
      }
    }
    Operations all = new Operations(prefix);
    open.forEach(all::condition);
    all.operations.addAll(changes.operations);
    return all;
  }

  int count() {
    return operations.size();
  }

  byte[] json() {
    JsonWriter out = new JsonWriter().beginArray();
    for (Operation operation : operations) {
      out.beginObject().name("KV").beginObject();
      out.text("Verb", operation.verb()).text("Key", prefix + operation.key());
      if (operation.index() >= 0) {
        out.number("Index", operation.index());
      }
      byte[] value = operation.value();
      if (value != null) {
        out.text("Value", Base64.getEncoder().encodeToString(value));
      }
      out.endObject().endObject();
    }
    return out.endArray().bytes();
  }

  /** Writes if the entry has that version, where one operation can do that. */
  private boolean conditional(Write write, long version) {
    boolean one = write.value() == null ? version > 0 : version >= 0;
    if (one) {
      String verb = write.value() == null ? "delete-cas" : "cas";
      operations.add(new Operation(verb, write.key(), version, write.value()));
    }
    return one;
  }

  private void plain(Write write) {
    String verb = write.value() == null ? "delete" : "set";
    operations.add(new Operation(verb, write.key(), -1, write.value()));
  }

  private void condition(String key, long version) {
    if (version == Condition.ANY) {
      add("get", key);
    } else if (version == 0) {
      add("check-not-exists", key);
    } else {
      operations.add(new Operation("check-index", key, version, null));
    }
  }

  private void add(String verb, String key) {
    operations.add(new Operation(verb, key, -1, null));
  }
}
