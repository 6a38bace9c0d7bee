package io.fairlead.stores.etcd;

import io.fairlead.model.Instance;
import io.fairlead.registry.LeasedMirror;
import io.fairlead.spi.Mirror;
import io.fairlead.spi.Time;
import io.fairlead.stores.mirror.Registrator;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.wire.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What SkyDNS and CoreDNS's etcd plugin read: {@code /skydns/<domain, reversed>/<service>/<id>}
 * with {@code {"host":..,"port":..}}, under a lease.
 */
public final class SkyDnsMirror {
  private SkyDnsMirror() {}

  /**
   * A mirror in etcd.
   *
   * @param url whose path is the domain
   * @param ttl of what is written, and of the answers made of it
   */
  public static Mirror open(StoreUrl url, Secrets secrets, Duration ttl, Time time) {
    List<String> labels = new ArrayList<>(Arrays.asList(url.path().split("\\.")));
    Collections.reverse(labels);
    StoreUrl place =
        new StoreUrl(
            url.scheme(),
            url.user(),
            url.hosts(),
            "skydns/" + String.join("/", labels),
            url.options());
    return new LeasedMirror(
        EtcdStore.open(place, secrets, time), ttl, desired -> entries(desired, ttl));
  }

  private static List<Mirror.Entry> entries(Mirror.Desired desired, Duration ttl) {
    return desired.serving().stream()
        .map(
            instance ->
                new Mirror.Entry(
                    instance.service().name() + "/" + Registrator.id(instance),
                    value(instance, ttl),
                    true))
        .toList();
  }

  private static byte[] value(Instance instance, Duration ttl) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("host", instance.address().toString());
    if (instance.port().number() > 0) {
      record.put("port", instance.port().number());
    }
    record.put("weight", instance.weight());
    record.put("ttl", Math.max(1, ttl.toSeconds()));
    return Json.write(record);
  }
}
