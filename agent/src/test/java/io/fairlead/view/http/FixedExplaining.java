package io.fairlead.view.http;

import io.fairlead.spi.Explaining;
import io.fairlead.spi.NetworkRefused;
import io.fairlead.spi.PolicyReport;
import io.fairlead.spi.Trace;
import java.util.List;

/** Always the same: {@code db} is guarded, and the way from {@code web} is broken. */
final class FixedExplaining implements Explaining {
  /** Whether it says that there is nothing to look at. */
  volatile boolean refusing;

  @Override
  public PolicyReport policy() {
    if (refusing) {
      throw new NetworkRefused("this agent attaches no containers");
    }
    PolicyReport.Rule rule = new PolicyReport.Rule("fairlead.allow", "from:web port:5432", 7);
    PolicyReport.Refused refused = new PolicyReport.Refused("10.1.0.3", "other", "5432/tcp", 2);
    return new PolicyReport(
        "h1",
        List.of(
            new PolicyReport.Guarded(
                "db", "backend", List.of(rule), "", false, true, 2, 0, List.of(refused)),
            new PolicyReport.Guarded(
                "cache",
                "backend",
                List.of(),
                "fairlead.allow: wrong",
                false,
                true,
                0,
                0,
                List.of())));
  }

  @Override
  public Trace trace(String from, String to) {
    if (!from.equals("web")) {
      throw new NetworkRefused("no container '" + from + "' is here");
    }
    return new Trace(
        from,
        to,
        List.of(
            new Trace.Step("name", Trace.State.OK, "db is 10.1.0.9", ""),
            new Trace.Step("link", Trace.State.BROKEN, "fle1 is down", "start the agent"),
            new Trace.Step("ping", Trace.State.SKIPPED, "", "")));
  }
}
