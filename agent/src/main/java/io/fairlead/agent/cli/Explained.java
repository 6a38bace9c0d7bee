package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.time.Instant;
import java.util.List;

/** An explanation as a person reads it. */
final class Explained {
  private static final String INDENT = "       ";

  private Explained() {}

  static String text(Fields explanation, Instant now) {
    StringBuilder text = new StringBuilder();
    for (Fields service : explanation.objects("services")) {
      String datacenter = service.textOr("datacenter", "");
      boolean away = !datacenter.equals(explanation.textOr("datacenter", ""));
      boolean cutOff = service.flagOr("cut_off", false);
      text.append(service.textOr("namespace", ""));
      text.append('/').append(service.textOr("service", ""));
      text.append(away ? "  in datacenter " + datacenter + ", which stands in" : "");
      text.append(cutOff ? "  as last known, " + seconds(service) + "s ago: it is cut off" : "");
      text.append('\n');
      service.objects("instances").forEach(instance -> instance(text, instance, now));
    }
    remarks(text, explanation.objects("remarks"), now);
    return text.toString();
  }

  private static long seconds(Fields service) {
    return service.integerOr("age_ms", 0, 0, Long.MAX_VALUE) / 1000;
  }

  private static void instance(StringBuilder text, Fields instance, Instant now) {
    boolean in = instance.flagOr("in", false);
    String since = instance.textOr("since", "");
    text.append(in ? "  in   " : "  out  ").append(clean(instance, "id"));
    text.append("  ").append(endpoint(instance)).append("  on ").append(clean(instance, "node"));
    text.append(", from ").append(clean(instance, "source")).append('\n');
    line(text, clean(instance, "why") + ", since " + ago(since, now));
    for (Fields check : instance.objects("checks")) {
      check(text, check, now);
    }
    Fields cause = instance.object("cause");
    if (cause != null) {
      String at = cause.textOr("at", "");
      line(text, "last change: " + clean(cause, "what") + ", " + ago(at, now));
    }
  }

  private static void check(StringBuilder text, Fields check, Instant now) {
    String name = clean(check, "name");
    String kind = clean(check, "kind");
    String since = check.textOr("since", "");
    String output = clean(check, "output");
    line(
        text,
        "check "
            + name
            + (kind.equals(name) ? "" : " (" + kind + ")")
            + ": "
            + check.textOr("health", "")
            + " since "
            + ago(since, now)
            + (output.isEmpty() ? "" : ", " + output));
  }

  private static void remarks(StringBuilder text, List<Fields> remarks, Instant now) {
    if (remarks.isEmpty()) {
      return;
    }
    text.append("remembered\n");
    for (Fields remark : remarks) {
      String at = remark.textOr("at", "");
      text.append("  ").append(ago(at, now)).append("  ");
      text.append(clean(remark, "subject")).append(": ").append(clean(remark, "what")).append('\n');
    }
  }

  private static String endpoint(Fields instance) {
    String address = instance.textOr("address", "");
    long port = instance.integerOr("port", 0, 0, 65535);
    String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
    return port == 0 ? address : host + ":" + port;
  }

  private static void line(StringBuilder text, String line) {
    text.append(INDENT).append(line).append('\n');
  }

  private static String clean(Fields fields, String name) {
    return Table.clean(fields.textOr(name, ""));
  }

  private static String ago(String time, Instant now) {
    return time.isEmpty() ? "" : Words.time(time) + " (" + Words.ago(time, now) + " ago)";
  }
}
