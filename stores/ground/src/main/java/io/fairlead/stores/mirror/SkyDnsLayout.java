package io.fairlead.stores.mirror;

import io.fairlead.model.Instance;
import io.fairlead.spi.Mirror;
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
 * with {@code {"host":..,"port":..}}.
 */
public final class SkyDnsLayout {
  private SkyDnsLayout() {}

  /** Where the keys are, of a URL whose path is the domain. */
  public static StoreUrl place(StoreUrl url) {
    List<String> labels = new ArrayList<>(Arrays.asList(url.path().split("\\.")));
    Collections.reverse(labels);
    String path = "skydns/" + String.join("/", labels);
    return new StoreUrl(url.scheme(), url.user(), url.hosts(), path, url.options());
  }

  /**
   * The records.
   *
   * @param ttl of the answers made of them
   */
  public static List<Mirror.Entry> entries(Mirror.Desired desired, Duration ttl) {
    return desired.serving().stream()
        .map(instance -> new Mirror.Entry(Registrator.key(instance), value(instance, ttl), true))
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
