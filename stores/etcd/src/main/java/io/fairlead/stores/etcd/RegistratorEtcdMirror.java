package io.fairlead.stores.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.registry.LeasedMirror;
import io.fairlead.spi.Mirror;
import io.fairlead.spi.Time;
import io.fairlead.stores.mirror.Registrator;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import java.time.Duration;
import java.util.List;

/** Registrator's keys in etcd: {@code /<path>/<service>/<id>} is {@code ip:port}, under a lease. */
public final class RegistratorEtcdMirror {
  private RegistratorEtcdMirror() {}

  /** A mirror in etcd. */
  public static Mirror open(StoreUrl url, Secrets secrets, Duration ttl, Time time) {
    return new LeasedMirror(
        EtcdStore.open(url, secrets, time), ttl, RegistratorEtcdMirror::entries);
  }

  private static List<Mirror.Entry> entries(Mirror.Desired desired) {
    return desired.serving().stream()
        .filter(instance -> instance.port().number() > 0)
        .map(
            instance ->
                new Mirror.Entry(
                    instance.service().name() + "/" + Registrator.id(instance),
                    Registrator.address(instance).getBytes(UTF_8),
                    true))
        .toList();
  }
}
