package io.fairlead.agent.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The verbs, in the order that help shows them. Each is made only where it is needed. */
enum Verb {
  UP,
  AGENT,
  SERVICES,
  INSTANCES,
  RESOLVE,
  EXPLAIN,
  WATCH,
  REGISTER,
  DEREGISTER,
  DRAIN,
  TEMPLATE,
  NETWORK,
  POLICY,
  TRACE,
  ATTACH,
  DETACH,
  CNI,
  PORTS,
  IPAM,
  NODE,
  DOCTOR,
  STATUS,
  STORE,
  COMPLETION,
  VERSION;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  CommandLine make(Terminal terminal) {
    Client client = new Client(terminal);
    CommandLine command =
        new CommandLine(
            switch (this) {
              case UP, AGENT -> AgentHelp.of(this);
              case SERVICES -> new ServicesCommand(client);
              case INSTANCES -> new InstancesCommand(client);
              case RESOLVE -> new ResolveCommand(client);
              case EXPLAIN -> new ExplainCommand(client);
              case WATCH -> new WatchCommand(client);
              case REGISTER -> new RegisterCommand(client);
              case DEREGISTER -> new DeregisterCommand(client);
              case DRAIN -> new DrainCommand(client);
              case TEMPLATE -> new TemplateCommand(client);
              case NETWORK -> new NetworkCommand();
              case TRACE -> new TraceCommand(client);
              case POLICY -> new PolicyCommand();
              case ATTACH -> new AttachCommand(client);
              case DETACH -> new DetachCommand(client);
              case CNI -> new CniCommand();
              case PORTS -> new PortsCommand(client);
              case IPAM -> new IpamCommand();
              case NODE -> new NodeCommand();
              case DOCTOR -> new DoctorCommand(client);
              case STATUS -> new StatusCommand(client);
              case STORE -> new StoreCommand();
              case COMPLETION -> new CompletionCommand(terminal);
              case VERSION -> new VersionCommand(terminal);
            });
    if (this == NETWORK) {
      command.addSubcommand("ls", withHelp(new CommandLine(new NetworkListCommand(client))));
      command.addSubcommand(
          "inspect", withHelp(new CommandLine(new NetworkInspectCommand(new Client(terminal)))));
      command.addSubcommand(
          "create", withHelp(new CommandLine(new NetworkCreateCommand(new Client(terminal)))));
      command.addSubcommand(
          "rm", withHelp(new CommandLine(new NetworkRemoveCommand(new Client(terminal)))));
    }
    if (this == POLICY) {
      command.addSubcommand("ls", withHelp(new CommandLine(new PolicyListCommand(client))));
      command.addSubcommand(
          "drops", withHelp(new CommandLine(new PolicyDropsCommand(new Client(terminal)))));
    }
    if (this == CNI) {
      command.addSubcommand("install", withHelp(new CommandLine(new CniInstallCommand(client))));
    }
    if (this == IPAM) {
      command.addSubcommand("ls", withHelp(new CommandLine(new IpamListCommand(client))));
      command.addSubcommand(
          "fsck", withHelp(new CommandLine(new IpamFsckCommand(new Client(terminal)))));
      command.addSubcommand(
          "reclaim", withHelp(new CommandLine(new IpamReclaimCommand(new Client(terminal)))));
    }
    if (this == NODE) {
      command.addSubcommand("ls", withHelp(new CommandLine(new NodeListCommand(client))));
      command.addSubcommand(
          "drain", withHelp(new CommandLine(new NodeDrainCommand(new Client(terminal)))));
      command.addSubcommand(
          "remove", withHelp(new CommandLine(new NodeRemoveCommand(new Client(terminal)))));
    }
    if (this == STORE) {
      command.addSubcommand("migrate", withHelp(new CommandLine(new MigrateCommand(client))));
    }
    return withHelp(command);
  }

  /** Gives a command the option that shows its help. */
  static CommandLine withHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
    return command;
  }

  static Optional<Verb> named(String word) {
    return Arrays.stream(values()).filter(verb -> verb.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Verb::word).toList();
  }
}
