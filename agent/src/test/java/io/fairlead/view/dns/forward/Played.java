package io.fairlead.view.dns.forward;

import io.fairlead.testkit.time.MachineTime;
import io.fairlead.view.dns.forward.ForwardOptions.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A forwarder to upstreams that a test plays; all that is opened here is closed in reverse. */
final class Played {
  private final List<AutoCloseable> toClose = new ArrayList<>();

  Client client(Limits limits, ScriptedUpstream... upstreams) throws IOException {
    return new Client(forwarder(limits, upstreams));
  }

  UpstreamForwarder forwarder(Limits limits, ScriptedUpstream... upstreams) throws IOException {
    List<UpstreamRule> rules =
        IntStream.range(0, upstreams.length)
            .mapToObj(i -> new UpstreamRule("", upstreams[i].address()))
            .collect(Collectors.toList());
    ForwardOptions options =
        new ForwardOptions(rules, Path.of("/nonexistent/resolv.conf"), List.of(), limits);
    UpstreamForwarder forwarder = open(new UpstreamForwarder(options, new MachineTime()));
    forwarder.start();
    return forwarder;
  }

  <T extends AutoCloseable> T open(T closeable) {
    toClose.add(closeable);
    return closeable;
  }

  void close() throws Exception {
    for (AutoCloseable each : toClose.reversed()) {
      each.close();
    }
  }
}
