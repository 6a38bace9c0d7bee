package io.fairlead.balancer.template;

import io.fairlead.template.Fields;
import java.util.List;

/** Names that confd's files look up while they run. Answers are in an order of their own. */
public interface Lookup {
  /** The addresses of a host, none where there are none. */
  List<String> addresses(String host);

  /** The SRV records of a name, with the fields {@code Target, Port, Priority, Weight}. */
  List<Fields> services(String name);
}
