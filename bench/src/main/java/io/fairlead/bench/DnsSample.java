package io.fairlead.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** The names that every server of a run serves: {@code s0} to {@code s9999}, one to four each. */
final class DnsSample {
  static final int NAMES = 10_000;
  static final String ZONE = "svc.internal";
  static final int PORT = 8080;

  private static final int QUESTIONS = 100_000;
  private static final long SEED = 20_260_101;

  private DnsSample() {}

  /** The addresses of name {@code i}. */
  static List<String> addresses(int i) {
    List<String> addresses = new ArrayList<>();
    for (int k = 0; k <= i % 4; k++) {
      addresses.add("10." + (i >> 8) + "." + (i & 255) + "." + (k + 1));
    }
    return addresses;
  }

  static String name(int i) {
    return "s" + i + "." + ZONE;
  }

  /** The name of one instance, where a server wants one for SRV records. */
  static String host(int i, int k) {
    return "h" + k + "." + name(i);
  }

  /** Questions in random order, the same in every run, as dnsperf reads them. */
  static Path questions(Path folder, String file, IntFunction<String> line) throws IOException {
    Random random = new Random(SEED);
    List<String> lines = new ArrayList<>(QUESTIONS);
    for (int i = 0; i < QUESTIONS; i++) {
      lines.add(line.apply(random.nextInt(NAMES)));
    }
    return Files.write(folder.resolve(file), lines);
  }
}
