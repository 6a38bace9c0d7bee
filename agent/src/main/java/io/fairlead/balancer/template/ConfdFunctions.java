package io.fairlead.balancer.template;

import io.fairlead.template.Arguments;
import io.fairlead.template.Dict;
import io.fairlead.template.Fields;
import io.fairlead.template.Function;
import io.fairlead.template.Methods;
import io.fairlead.template.Struct;
import io.fairlead.template.Wrong;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The functions that confd's files use; some have the names of consul-template's, and differ. */
final class ConfdFunctions {
  private static final Map<String, Function> PLAIN = plain();

  private final Sight sight;
  private final String prefix;
  private final Map<String, String> environment;
  private final Instant now;
  private final Lookup lookup;

  /**
   * Those for one rendering.
   *
   * @param prefix what the keys that files name stand below, without a slash in front
   */
  ConfdFunctions(
      Sight sight, String prefix, Map<String, String> environment, Instant now, Lookup lookup) {
    this.sight = sight;
    this.prefix = prefix;
    this.environment = environment;
    this.now = now;
    this.lookup = lookup;
  }

  Map<String, Function> all() {
    Map<String, Function> all = new HashMap<>();
    all.put("exists", of -> value(of.count(1).text(0)) != null);
    all.put("get", of -> pair(of.count(1).text(0)));
    all.put("getv", this::getv);
    all.put("gets", of -> pairs(of.count(1).text(0)));
    all.put("getvs", of -> values(of.count(1).text(0)));
    all.put("ls", of -> below(of.count(1).text(0), false));
    all.put("lsdir", of -> below(of.count(1).text(0), true));
    for (String name : List.of("cget", "cgets", "cgetv", "cgetvs")) {
      all.put(name, ConfdFunctions::encrypted);
    }
    all.put("getenv", of -> environment.getOrDefault(of.count(1, 2).text(0), of.text(1, "")));
    all.put("datetime", of -> new Moment(now));
    all.put("lookupIP", of -> lookup.addresses(of.count(1).text(0)));
    all.put("lookupIPV4", of -> only(lookup.addresses(of.count(1).text(0)), false));
    all.put("lookupIPV6", of -> only(lookup.addresses(of.count(1).text(0)), true));
    all.put(
        "lookupSRV",
        of -> lookup.services("_" + of.count(3).text(0) + "._" + of.text(1) + "." + of.text(2)));
    all.putAll(PLAIN);
    return all;
  }

  private static Map<String, Function> plain() {
    Map<String, Function> all = new HashMap<>();
    all.put("base", of -> base(of.count(1).text(0)));
    all.put("dir", of -> directory(of.count(1).text(0)));
    all.put("split", of -> TextFunctions.split(of.count(2).text(0), of.text(1)));
    all.put("join", of -> String.join(of.count(2).text(1), texts(of.list(0))));
    all.put("json", of -> CodecFunctions.json(of.count(1).text(0)));
    all.put("jsonArray", of -> CodecFunctions.json(of.count(1).text(0)));
    all.put("map", ConfdFunctions::map);
    all.put("toUpper", TextFunctions.ALL.get("toUpper"));
    all.put("toLower", TextFunctions.ALL.get("toLower"));
    all.put("contains", of -> of.count(2).text(0).contains(of.text(1)));
    all.put("replace", ConfdFunctions::replaced);
    all.put("trimSuffix", of -> TextFunctions.withoutSuffix(of.count(2).text(1), of.text(0)));
    all.put("fileExists", of -> Files.exists(Path.of(of.count(1).text(0))));
    all.put("base64Encode", CodecFunctions.ALL.get("base64Encode"));
    all.put("base64Decode", CodecFunctions.ALL.get("base64Decode"));
    all.put("parseBool", NumberFunctions.ALL.get("parseBool"));
    all.put("atoi", of -> NumberFunctions.whole(of.count(1).text(0)));
    all.put("reverse", of -> reversed(of.count(1).list(0)));
    all.put("sortByLength", of -> sorted(of.count(1).list(0), one -> String.valueOf(one).length()));
    all.put(
        "sortKVByLength",
        of ->
            sorted(
                of.count(1).list(0),
                one ->
                    one instanceof Struct pair ? String.valueOf(pair.field("Key")).length() : 0));
    all.put("add", of -> of.count(2).integer(0) + of.integer(1));
    all.put("sub", of -> of.count(2).integer(0) - of.integer(1));
    all.put("mul", of -> of.count(2).integer(0) * of.integer(1));
    all.put("div", of -> of.count(2).integer(0) / divisor(of));
    all.put("mod", of -> of.count(2).integer(0) % divisor(of));
    all.put("seq", ConfdFunctions::sequence);
    return Map.copyOf(all);
  }

  private static long divisor(Arguments of) {
    if (of.integer(1) == 0) {
      throw new Wrong(of.function() + " by 0");
    }
    return of.integer(1);
  }

  /** The whole name of a key in the store. */
  private String full(String key) {
    String plain = key.startsWith("/") ? key.substring(1) : key;
    return prefix.isEmpty() ? plain : prefix + "/" + plain;
  }

  private @Nullable String value(String key) {
    sight.ask(new Dependency.OfKey(full(key)));
    return sight.world().keys().get(full(key));
  }

  private Fields pair(String key) {
    String value = value(key);
    if (value == null) {
      throw missing(key);
    }
    return Shapes.pair(key, key, value);
  }

  private Object getv(Arguments of) {
    String value = value(of.count(1, 2).text(0));
    if (value == null && of.size() == 1) {
      throw missing(of.text(0));
    }
    return value == null ? of.text(1) : value;
  }

  private static KeyFunctions.Missing missing(String key) {
    return new KeyFunctions.Missing(
        "there is no key '" + key + "'; set it, or give getv a second text for that case");
  }

  /** The keys that a pattern as of a shell means, where * is any part between slashes. */
  private List<Fields> pairs(String pattern) {
    String plain = pattern.startsWith("/") ? pattern : "/" + pattern;
    int star = (plain + "*").indexOf('*');
    String fixed = full(plain.substring(0, star));
    sight.ask(new Dependency.OfKeys(fixed));
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + plain);
    List<Fields> all = new ArrayList<>();
    String root = prefix.isEmpty() ? "" : prefix + "/";
    sight
        .world()
        .under(fixed)
        .forEach(
            (key, value) -> {
              String shown = "/" + key.substring(root.length());
              if (matcher.matches(Path.of(shown))) {
                all.add(Shapes.pair(shown, shown, value));
              }
            });
    return all;
  }

  private List<Object> values(String pattern) {
    List<Object> all = new ArrayList<>();
    pairs(pattern).forEach(one -> all.add(String.valueOf(one.field("Value"))));
    Collections.sort(all, Comparator.comparing(String::valueOf));
    return all;
  }

  /** The names right below a key; with {@code deep} only those that have names below them. */
  private List<String> below(String key, boolean deep) {
    String name = full(key.endsWith("/") ? key.substring(0, key.length() - 1) : key);
    String start = name.isEmpty() ? "" : name + "/";
    sight.ask(new Dependency.OfKeys(start));
    TreeSet<String> names = new TreeSet<>();
    for (String one : sight.world().under(start).keySet()) {
      String rest = one.substring(start.length());
      int slash = rest.indexOf('/');
      if (slash > 0 || (!deep && !rest.isEmpty())) {
        names.add(slash < 0 ? rest : rest.substring(0, slash));
      }
    }
    return List.copyOf(names);
  }

  private static Object encrypted(Arguments of) {
    throw new Wrong(of.function() + " reads encrypted values, which is not done here; use getv");
  }

  private static String base(String path) {
    String plain = path.replaceAll("/+$", "");
    if (plain.isEmpty()) {
      return path.isEmpty() ? "." : "/";
    }
    return plain.substring(plain.lastIndexOf('/') + 1);
  }

  private static String directory(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
  }

  private static List<String> texts(List<?> list) {
    return list.stream().map(String::valueOf).toList();
  }

  private static Object map(Arguments of) {
    if (of.size() % 2 != 0) {
      throw new Wrong("map takes names and values in turns");
    }
    SortedMap<String, @Nullable Object> map = new TreeMap<>();
    for (int i = 0; i < of.size(); i += 2) {
      map.put(of.text(i), of.any(i + 1));
    }
    return new Dict(map, null);
  }

  private static Object replaced(Arguments of) {
    String text = of.count(4).text(0);
    long times = of.integer(3);
    if (times < 0) {
      return text.replace(of.text(1), of.text(2));
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (int next = text.indexOf(of.text(1)); times-- > 0 && next >= 0 && !of.text(1).isEmpty(); ) {
      out.append(text, at, next).append(of.text(2));
      at = next + of.text(1).length();
      next = text.indexOf(of.text(1), at);
    }
    return out.append(text.substring(at)).toString();
  }

  private static List<Object> reversed(List<?> list) {
    List<Object> all = new ArrayList<>(list);
    Collections.reverse(all);
    return all;
  }

  private static List<Object> sorted(List<?> list, ToIntFunction<Object> size) {
    List<Object> all = new ArrayList<>(list);
    all.sort(Comparator.comparingInt(size));
    return all;
  }

  private static Object sequence(Arguments of) {
    long first = of.count(2).integer(0);
    long last = of.integer(1);
    if (last - first > 10_000_000) {
      throw new Wrong("seq goes over at most 10000000");
    }
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private static List<String> only(List<String> addresses, boolean v6) {
    return addresses.stream().filter(one -> one.contains(":") == v6).toList();
  }

  /** A moment that can be formatted. */
  private record Moment(Instant at) implements Methods {
    @Override
    public @Nullable Function method(String name) {
      return switch (name) {
        case "Format" -> of -> GoTime.format(at, of.count(1).text(0));
        case "Unix" -> of -> at.getEpochSecond();
        default -> null;
      };
    }

    @Override
    public String toString() {
      return GoTime.format(at, "2006-01-02 15:04:05 +0000 UTC");
    }
  }
}
