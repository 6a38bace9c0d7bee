package io.fairlead.json;

import io.fairlead.model.Cause;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.Registration;
import io.fairlead.spi.Codec;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;

/**
 * Instances, as the API answers them and the store keeps them. {@code health} is written for
 * readers and follows from {@code states}; reading ignores it.
 */
public final class InstanceJson implements Codec<Instance> {
  @Override
  public byte[] encode(Instance instance) {
    JsonWriter out = new JsonWriter();
    write(out, instance);
    return out.bytes();
  }

  @Override
  public Instance decode(byte[] bytes) {
    return read(Fields.lenient(Json.parse(bytes)));
  }

  /** Reads one instance. */
  public static Instance read(Fields fields) {
    String node = fields.text("node");
    String local = fields.text("id");
    InstanceId id = fields.make(() -> new InstanceId(node, local));
    Cause cause = Parts.causeOf(fields);
    fields.get("health");
    Instance instance =
        new Instance(
            id,
            fields.text("source"),
            Parts.service(fields),
            fields.textOr("container", ""),
            Parts.port(fields),
            fields.address("address"),
            Parts.endpoints(fields),
            fields.texts("tags"),
            fields.textsByName("meta"),
            (int) fields.integerOr("weight", Registration.DEFAULT_WEIGHT, 0, 65535),
            fields.flagOr("draining", false),
            Parts.checks(fields),
            fields.objects("states").stream().map(Parts::state).toList(),
            cause);
    fields.done();
    return instance;
  }

  /** Writes one instance as the next value of {@code out}. */
  public static void write(JsonWriter out, Instance instance) {
    out.beginObject();
    out.text("id", instance.id().id()).text("node", instance.id().node());
    out.text("source", instance.source());
    out.text("namespace", instance.service().namespace());
    out.text("service", instance.service().name());
    out.textUnlessEmpty("container", instance.container());
    Parts.write(out, instance.port());
    out.text("address", instance.address().toString());
    Parts.writeEndpoints(out, instance.endpoints());
    Json.writeTexts(out, "tags", instance.tags());
    Json.writeTexts(out, "meta", instance.meta());
    out.number("weight", instance.weight()).flag("draining", instance.draining());
    out.text("health", Fields.word(instance.health()));
    Parts.writeChecks(out, instance.checks());
    Parts.writeStates(out, instance.states());
    Parts.write(out, instance.cause());
    out.endObject();
  }
}
