package io.fairlead.agent.cli;

import io.fairlead.agent.config.Key;
import io.fairlead.agent.config.Key.Takes;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Help and completion of the verbs that run an agent, made of the table of settings. */
final class AgentHelp {
  private AgentHelp() {}

  static CommandSpec of(Verb verb) {
    boolean up = verb == Verb.UP;
    CommandSpec spec = CommandSpec.create().name(verb.word());
    for (Key key : Key.values()) {
      spec.addOption(option(key));
    }
    spec.addOption(
        OptionSpec.builder("--print-config")
            .description("Print all settings and where each came from, and end.")
            .build());
    if (up) {
      spec.addOption(
          OptionSpec.builder("--no-install")
              .description("Install nothing: say what is missing, and end.")
              .build());
    }
    spec.usageMessage()
        .autoWidth(true)
        .sortOptions(false)
        .description(
            up
                ? "Runs the agent in the foreground. Where no Docker engine answers, it installs and"
                    + " starts one first (root on Debian or Ubuntu), and says so."
                : "Runs the agent in the foreground, and changes nothing on the host.",
            "")
        .footer(
            "",
            "Each setting is a flag, a variable (--dns-ttl is FAIRLEAD_DNS_TTL) or a line of --config"
                + " (dns-ttl: 5s); flags go first, the file last.",
            "",
            "Examples:",
            "  fairlead " + verb.word(),
            "  fairlead " + verb.word() + " --dns 127.0.0.1:5353 --http 127.0.0.1:0 --data /tmp/a",
            "  fairlead "
                + verb.word()
                + " --services services.yaml --upstream corp.example=10.0.0.53");
    return spec;
  }

  private static OptionSpec option(Key key) {
    OptionSpec.Builder option =
        OptionSpec.builder(key.flag())
            .description(key.help() + ". Default: " + key.fallbackInWords() + ".")
            .paramLabel(key.placeholder());
    return key.takes() == Takes.SWITCH
        ? option.arity("0..1").type(boolean.class).build()
        : option.arity("1").type(String.class).build();
  }
}
