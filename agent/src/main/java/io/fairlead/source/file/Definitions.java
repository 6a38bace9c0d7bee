package io.fairlead.source.file;

import io.fairlead.json.Fields;
import io.fairlead.json.RegistrationJson;
import io.fairlead.model.Cause;
import io.fairlead.model.InvalidField;
import io.fairlead.model.Port;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.model.ServiceKey;
import io.fairlead.wire.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text of a definition file as registrations. */
final class Definitions {
  /** Definitions in one file at most. */
  static final int MAX_DEFINITIONS = 100_000;

  private Definitions() {}

  /**
   * Reads a whole file.
   *
   * @param file how to call it in errors
   * @param json whether it is JSON and nothing but
   * @throws BrokenFile with the place, the field and the mend of the first thing that is wrong
   */
  static List<Registration> read(
      String file, byte[] bytes, boolean json, String source, Cause cause) throws BrokenFile {
    String text = text(file, bytes);
    try {
      Object document = json ? Json.parse(bytes) : YamlReader.read(text);
      if (document == null) {
        throw new BrokenFile(file + ": is empty; write 'services: []' to define none");
      }
      return registrations(document, source, cause);
    } catch (BrokenText e) {
      throw new BrokenFile(file + ":" + e.position() + ": " + e.text());
    } catch (InvalidField e) {
      String place = e.field().equals("json") ? "" : ":" + Places.of(e.field(), text);
      throw new BrokenFile(file + place + ": " + e.getMessage());
    }
  }

  private static List<Registration> registrations(Object document, String source, Cause cause) {
    Fields whole = Fields.strict(document);
    InvalidField.unless(
        whole.get("services") instanceof List<?>, "services", "must be a list of definitions");
    List<Fields> definitions = whole.objects("services");
    whole.done();
    InvalidField.unless(
        definitions.size() <= MAX_DEFINITIONS,
        "services",
        "has " + definitions.size() + " definitions; " + MAX_DEFINITIONS + " are possible");
    Map<String, Registration> byId = new LinkedHashMap<>();
    for (Fields definition : definitions) {
      Registration registration = registration(definition, source, cause);
      if (byId.put(registration.id().id(), registration) != null) {
        throw definition.wrong(
            "id", "'" + registration.id().id() + "' is taken by one above; give each its own");
      }
    }
    return List.copyOf(byId.values());
  }

  private static Registration registration(Fields definition, String source, Cause cause) {
    String given = definition.textOr("id", "");
    RegistrationId id =
        definition.at("id", () -> new RegistrationId(source, given.isEmpty() ? "unnamed" : given));
    Registration read = RegistrationJson.read(definition, id, null, cause);
    return given.isEmpty() ? renamed(read, new RegistrationId(source, idOf(read))) : read;
  }

  /** {@code service:address:port}, in Registrator's form; the namespace in front unless default. */
  private static String idOf(Registration registration) {
    ServiceKey service = registration.service();
    boolean plain = service.namespace().equals(ServiceKey.DEFAULT_NAMESPACE);
    String name = plain ? service.name() : service.namespace() + "." + service.name();
    Port port = registration.port();
    String number = port.number() == 0 ? "" : ":" + port.number();
    String protocol = port.protocol() == Port.Protocol.UDP ? ":udp" : "";
    return name + ":" + registration.address() + number + protocol;
  }

  private static Registration renamed(Registration r, RegistrationId id) {
    return new Registration(
        id,
        r.service(),
        r.container(),
        r.port(),
        r.address(),
        r.endpoints(),
        r.tags(),
        r.meta(),
        r.weight(),
        r.draining(),
        r.checks(),
        r.states(),
        r.cause());
  }

  private static String text(String file, byte @Nullable [] bytes) throws BrokenFile {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new BrokenFile(file + ": is not UTF-8 text; save it as UTF-8");
    }
  }
}
