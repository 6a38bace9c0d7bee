package io.fairlead.stores.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.spi.Mirror;
import java.util.List;

/** Registrator's keys: {@code <service>/<id>} below a path is {@code ip:port}. */
public final class RegistratorKeys {
  private RegistratorKeys() {}

  /** The keys of all that serves and has a port. */
  public static List<Mirror.Entry> entries(Mirror.Desired desired) {
    return desired.serving().stream()
        .filter(instance -> instance.port().number() > 0)
        .map(
            instance ->
                new Mirror.Entry(
                    Registrator.key(instance), Registrator.address(instance).getBytes(UTF_8), true))
        .toList();
  }
}
