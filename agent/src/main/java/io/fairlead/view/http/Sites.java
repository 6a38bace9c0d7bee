package io.fairlead.view.http;

import io.fairlead.catalog.Federation;
import io.fairlead.model.InvalidField;
import io.fairlead.select.Failover;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The datacenters that reads can ask for.
 *
 * @param own the name of this agent's
 * @param remotes the others, nearest first
 * @param now what is known of all of them
 * @param failover when another answers instead of the own one
 */
public record Sites(String own, List<Site> remotes, Supplier<Federation> now, Failover failover) {
  /** The parameter that asks for one. */
  static final String PARAMETER = "dc";

  /** The header that says which one answered. */
  static final String HEADER = "Fairlead-Datacenter";

  public Sites {
    remotes = List.copyOf(remotes);
  }

  /**
   * The datacenter of this name; null is the own one.
   *
   * @throws InvalidField where there is none
   */
  Site named(@Nullable String name, Site self) {
    if (name == null || name.equals(own)) {
      return self;
    }
    return remotes.stream()
        .filter(site -> site.name().equals(name))
        .findAny()
        .orElseThrow(
            () ->
                new InvalidField(
                    PARAMETER,
                    "no datacenter '"
                        + name
                        + "' is known; there "
                        + (remotes.isEmpty() ? "is " : "are ")
                        + Stream.concat(Stream.of(own), remotes.stream().map(Site::name))
                            .collect(Collectors.joining(", "))
                        + " (--remote adds others)"));
  }
}
