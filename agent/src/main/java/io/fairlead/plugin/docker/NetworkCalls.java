package io.fairlead.plugin.docker;

import io.fairlead.json.Fields;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.plugin.docker.NetworkRequest.CreateEndpoint;
import io.fairlead.plugin.docker.NetworkRequest.CreateNetwork;
import io.fairlead.plugin.docker.NetworkRequest.DeleteNetwork;
import io.fairlead.plugin.docker.NetworkRequest.Join;
import io.fairlead.plugin.docker.NetworkRequest.OfEndpoint;
import io.fairlead.plugin.docker.NetworkRequest.Program;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Attaching;
import io.fairlead.spi.Interface;
import io.fairlead.spi.Publishing;
import io.fairlead.spi.Wish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A network driver's calls. None of them asks the engine, which waits for it. Thread-safe. */
final class NetworkCalls {
  /** How long a container waits for a network whose name is being learnt. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** The address space of the engine's own driver. */
  private static final String ENGINES_SPACE = "LocalDefault";

  private final String node;
  private final Attaching attaching;
  private final Publishing publishing;
  private final Bindings bindings;

  NetworkCalls(String node, Attaching attaching, Publishing publishing, Bindings bindings) {
    this.node = node;
    this.attaching = attaching;
    this.publishing = publishing;
    this.bindings = bindings;
  }

  /** The answer to a call, or null where there is no such call. */
  byte @Nullable [] answer(String method, Fields body) {
    return switch (method) {
      case "GetCapabilities" -> Replies.networkCapabilities();
      case "CreateNetwork" -> create(CreateNetwork.read(body));
      case "DeleteNetwork" -> delete(DeleteNetwork.read(body));
      case "CreateEndpoint" -> create(CreateEndpoint.read(body));
      case "EndpointOperInfo" -> Replies.operInfo();
      case "DeleteEndpoint" -> {
        EndpointId id = id(OfEndpoint.read(body).endpoint());
        publishing.withdraw(id);
        attaching.remove(id);
        yield Replies.nothing();
      }
      case "Join" -> join(Join.read(body));
      case "Leave" -> {
        EndpointId id = id(OfEndpoint.read(body).endpoint());
        publishing.withdraw(id);
        attaching.leave(id);
        yield Replies.nothing();
      }
      case "ProgramExternalConnectivity" -> {
        Program request = Program.read(body);
        if (!request.ports().isEmpty()) {
          publishing.publish(id(request.endpoint()), request.ports());
        }
        yield Replies.nothing();
      }
      case "RevokeExternalConnectivity" -> {
        publishing.withdraw(id(OfEndpoint.read(body).endpoint()));
        yield Replies.nothing();
      }
      case "DiscoverNew", "DiscoverDelete" -> Replies.nothing();
      default -> null;
    };
  }

  private byte[] create(CreateNetwork request) {
    Definitions.options(request.options(), request.internal());
    List<IpPrefix> subnets = new ArrayList<>();
    boolean own = !request.ranges().isEmpty();
    for (NetworkRequest.Range range : request.ranges()) {
      subnets.add(range.pool().network());
      own &= range.space().equals(Definitions.SPACE);
      InvalidField.unless(
          range.space().equals(Definitions.SPACE) || range.space().equals(ENGINES_SPACE),
          "ipam-driver",
          "the addresses of such a network must be the cluster's; use --ipam-driver fairlead");
    }
    InvalidField.unless(
        !subnets.isEmpty(), "ipam-driver", "a network needs addresses; use --ipam-driver fairlead");
    for (IpPrefix subnet : subnets) {
      Binding other = own ? bindings.of(subnet) : null;
      InvalidField.unless(
          other == null || other.docker().equals(request.network()),
          "subnet",
          subnet + " is another network's; choose another --subnet");
    }
    bindings.put(
        Binding.of(request.network(), own ? Binding.State.NEW : Binding.State.FOREIGN, subnets));
    return Replies.nothing();
  }

  private byte[] delete(DeleteNetwork request) {
    Binding binding = bindings.get(request.network());
    if (binding == null || binding.state() == Binding.State.REMOVED) {
      return Replies.nothing();
    }
    if (binding.network() != null && binding.state() != Binding.State.RETIRED) {
      bindings.put(binding.in(Binding.State.REMOVED));
    } else {
      bindings.remove(request.network());
    }
    return Replies.nothing();
  }

  private byte[] create(CreateEndpoint request) {
    Network network = network(request.network());
    NetworkEndpoint made =
        attaching.create(
            new Wish(
                id(request.endpoint()),
                network.name(),
                request.mac(),
                request.v4(),
                request.v6(),
                NetworkEndpoint.Attached.UNKNOWN,
                List.of(),
                "a container was started or connected on " + node));
    return Replies.endpoint(request.mac() == null ? made.mac() : null);
  }

  private byte[] join(Join request) {
    Network network = network(request.network());
    Interface end = attaching.join(id(request.endpoint()), request.sandbox());
    return Replies.joined(end, network.options().internal());
  }

  private Network network(String docker) {
    Binding binding = bindings.awaitSettled(docker, PATIENCE);
    Network network = binding == null ? null : binding.network();
    if (binding != null && network != null && binding.state() == Binding.State.BOUND) {
      return network;
    }
    if (binding == null) {
      throw new AttachRefused(
          "the agent does not know this network yet; try again in a moment, or make it anew", true);
    }
    throw new AttachRefused(
        switch (binding.state()) {
          case NEW, BOUND ->
              "the cluster has not said yet whether this network's name is free; try again in a"
                  + " moment ('fairlead status' shows whether the store is away)";
          case FOREIGN ->
              "this network is being made anew with the cluster's addresses; try again in a moment";
          case RETIRED, REMOVED -> "this network is being removed; make it anew";
        },
        true);
  }

  private EndpointId id(String endpoint) {
    return new EndpointId(node, endpoint);
  }
}
