package io.fairlead.model;

/**
 * What a source calls one of its registrations.
 *
 * @param source the source's name ({@code docker}, {@code file}, {@code api})
 * @param id unique within the source; becomes {@link InstanceId#id()}
 */
public record RegistrationId(String source, String id) {
  public RegistrationId {
    DnsLabel.require("source", source);
    InvalidField.unless(!id.isEmpty(), "id", "must not be empty");
  }

  /** {@code source:id}. */
  @Override
  public String toString() {
    return source + ":" + id;
  }
}
