package io.fairlead.json;

import io.fairlead.model.Cause;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Registrations, as people and programs write them in API bodies and definition files: an instance
 * without what the agent adds ({@code node}, {@code source}, {@code states}, {@code cause}). The id
 * stands elsewhere: in the request's path, or in a member that the caller reads first.
 */
public final class RegistrationJson {
  private RegistrationJson() {}

  /**
   * Reads one registration.
   *
   * @param id what its source calls it
   * @param ownAddress where {@code address} is left out; null to insist on it
   * @param cause the event that brought it
   */
  public static Registration read(
      Fields fields, RegistrationId id, @Nullable IpAddress ownAddress, Cause cause) {
    IpAddress address =
        ownAddress != null && !fields.has("address") ? ownAddress : fields.address("address");
    Registration registration =
        new Registration(
            id,
            Parts.service(fields),
            fields.textOr("container", ""),
            Parts.port(fields),
            address,
            Parts.endpoints(fields),
            fields.texts("tags"),
            fields.textsByName("meta"),
            (int) fields.integerOr("weight", Registration.DEFAULT_WEIGHT, 0, 65535),
            fields.flagOr("draining", false),
            Parts.checks(fields),
            List.of(),
            cause);
    fields.done();
    return registration;
  }

  /** Writes what {@link #read} takes, as the next value of {@code out}. */
  public static void write(JsonWriter out, Registration registration) {
    out.beginObject();
    out.text("namespace", registration.service().namespace());
    out.text("service", registration.service().name());
    out.textUnlessEmpty("container", registration.container());
    Parts.write(out, registration.port());
    out.text("address", registration.address().toString());
    Parts.writeEndpoints(out, registration.endpoints());
    Json.writeTexts(out, "tags", registration.tags());
    Json.writeTexts(out, "meta", registration.meta());
    out.number("weight", registration.weight()).flag("draining", registration.draining());
    Parts.writeChecks(out, registration.checks());
    out.endObject();
  }
}
