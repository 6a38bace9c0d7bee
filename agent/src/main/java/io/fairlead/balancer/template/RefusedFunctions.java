package io.fairlead.balancer.template;

import io.fairlead.template.Function;
import io.fairlead.template.Wrong;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Functions of systems that are not spoken to here: a file that uses one is told so. */
final class RefusedFunctions {
  static final Map<String, Function> ALL = all();

  private RefusedFunctions() {}

  private static Map<String, Function> all() {
    Map<String, Function> all = new HashMap<>();
    for (String name : List.of("secret", "secrets", "pkiCert")) {
      all.put(name, refused(name, "reads Vault", "take the value from env, file or key"));
    }
    for (String name :
        List.of(
            "nomadServices",
            "nomadService",
            "nomadVar",
            "nomadVarList",
            "nomadVarListSafe",
            "nomadVarExists")) {
      all.put(name, refused(name, "reads Nomad", "use service, services or key"));
    }
    for (String name : List.of("connect", "caRoots", "caLeaf")) {
      all.put(name, refused(name, "reads Consul's service mesh", "use service"));
    }
    for (String name : List.of("partitions", "peerings", "exportedServices", "importedServices")) {
      all.put(name, refused(name, "is of Consul Enterprise", "use ?ns= and @datacenter"));
    }
    all.put("plugin", refused("plugin", "starts a program for a value", "make a file and read it"));
    all.put("sockaddr", refused("sockaddr", "looks at this host's links", "use env or node"));
    all.put("writeToFile", refused("writeToFile", "writes other files", "use a second template"));
    for (String name : List.of("spew_dump", "spew_printf", "spew_sdump", "spew_sprintf")) {
      all.put(name, refused(name, "shows Go's own types", "use toJSONPretty"));
    }
    return all;
  }

  private static Function refused(String name, String what, String instead) {
    return of -> {
      throw new Wrong(name + " " + what + ", which is not done here; " + instead);
    };
  }
}
