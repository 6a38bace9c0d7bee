package io.fairlead.agent.config;

import io.fairlead.bird.Routers;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.select.Failover;
import io.fairlead.stores.mirror.AlsoUrl;
import io.fairlead.stores.url.StoreUrl;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that an agent is told, checked.
 *
 * @param node this node's name
 * @param advertise its addresses for other hosts; empty for those of the default route
 * @param data the directory of what this agent keeps, the embedded store too
 * @param store where the catalog is kept
 * @param site which datacenter this is, and the others that are read
 * @param also where this node's instances are written besides
 * @param ipam how long addresses and blocks are kept from others
 * @param docker the engine's address as given, or null to do without
 * @param namespaces where container names go
 * @param address which address of a container is answered
 * @param services the file of service definitions, or null
 * @param http where the API listens, or null
 * @param socket the API's unix socket, or null
 * @param plugin how the engine finds the network driver, or null for not at all
 * @param bgp the routers that are told where containers are, or null for none
 */
public record AgentConfig(
    String node,
    List<IpAddress> advertise,
    Path data,
    StoreUrl store,
    Site site,
    List<AlsoUrl> also,
    Duration leaseTtl,
    Ipam ipam,
    @Nullable String docker,
    Namespaces namespaces,
    AddressChoice address,
    @Nullable Path services,
    boolean allowScripts,
    Dns dns,
    @Nullable InetSocketAddress http,
    @Nullable Path socket,
    @Nullable Plugin plugin,
    @Nullable Bgp bgp,
    System.Logger.Level logLevel) {

  /**
   * This datacenter among others.
   *
   * @param remotes the others, nearest first
   * @param failover when they are asked for services of this one
   */
  public record Site(String datacenter, List<Remote> remotes, Failover.Rule failover) {
    public Site {
      remotes = List.copyOf(remotes);
    }
  }

  /**
   * The network driver's socket.
   *
   * @param asked whether somebody asked for it: then the agent does not start without it
   */
  public record Plugin(Path socket, boolean asked) {}

  /**
   * Routers, and how this host's BIRD is told of them.
   *
   * @param file a part of BIRD's configuration
   * @param socket where BIRD listens for commands
   */
  public record Bgp(Routers routers, Path file, Path socket) {}

  /** Another datacenter, and where its store is. */
  public record Remote(String datacenter, StoreUrl store) {}

  /**
   * How long addresses and blocks are kept from others.
   *
   * @param fence how long a node must be away before others get its blocks by themselves, or null
   *     where only a person gives them
   * @param cooling how long an address rests before another container gets it
   */
  public record Ipam(@Nullable Duration fence, Duration cooling) {}

  /** Whether compose projects and stacks are namespaces. */
  public enum Namespaces {
    PROJECT,
    FLAT
  }

  /** Which address of a container is answered. */
  public enum AddressChoice {
    CONTAINER,
    HOST
  }

  /**
   * What DNS is told.
   *
   * @param auto loopback and the engine's bridge, as they can be bound
   * @param listen where it listens besides
   * @param domain without a dot at its end
   * @param negativeTtl for NXDOMAIN and NODATA
   * @param answerLimit addresses in one answer
   * @param panicPercent below this share of passing instances all are answered
   * @param allow who may ask for other domains
   * @param upstreams who answers other domains; those of /etc/resolv.conf where none is for all
   * @param forward whether other domains are answered at all
   */
  public record Dns(
      boolean auto,
      List<InetSocketAddress> listen,
      String domain,
      Duration ttl,
      Duration negativeTtl,
      int answerLimit,
      int panicPercent,
      List<IpPrefix> allow,
      List<Upstream> upstreams,
      boolean forward) {
    public Dns {
      listen = List.copyOf(listen);
      allow = List.copyOf(allow);
      upstreams = List.copyOf(upstreams);
    }
  }

  /**
   * A server for other domains.
   *
   * @param domain the only one that it is asked for; empty for all
   */
  public record Upstream(String domain, InetSocketAddress server) {}

  public AgentConfig {
    advertise = List.copyOf(advertise);
    also = List.copyOf(also);
  }

  /**
   * Checks every setting.
   *
   * @throws ConfigException with all that is wrong
   */
  public static AgentConfig of(Settings settings) {
    return new ConfigReader(settings).read();
  }
}
