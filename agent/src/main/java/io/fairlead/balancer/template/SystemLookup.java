package io.fairlead.balancer.template;

import io.fairlead.template.Fields;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import org.jspecify.annotations.Nullable;

/** Looks names up as this host does. */
public final class SystemLookup implements Lookup {
  private static final int PARTS = 4;

  @Override
  public List<String> addresses(String host) {
    try {
      return Arrays.stream(InetAddress.getAllByName(host))
          .map(InetAddress::getHostAddress)
          .sorted()
          .toList();
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  /** By the JDK's DNS client alone: what it answers are texts. */
  @Override
  @SuppressWarnings({"BanJNDI", "JdkObsolete"})
  public List<Fields> services(String name) {
    Hashtable<String, String> settings = new Hashtable<>();
    settings.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
    List<Fields> all = new ArrayList<>();
    try {
      Attribute records =
          new InitialDirContext(settings).getAttributes(name, new String[] {"SRV"}).get("SRV");
      for (int i = 0; records != null && i < records.size(); i++) {
        String[] parts = String.valueOf(records.get(i)).split(" ", -1);
        if (parts.length == PARTS) {
          all.add(record(parts));
        }
      }
    } catch (NamingException e) {
      return List.of();
    }
    all.sort(Comparator.comparing(Fields::toString));
    return all;
  }

  private static Fields record(String[] parts) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("Target", parts[3]);
    fields.put("Port", Long.valueOf(parts[2]));
    fields.put("Priority", Long.valueOf(parts[0]));
    fields.put("Weight", Long.valueOf(parts[1]));
    return new Fields("SRV", fields);
  }
}
