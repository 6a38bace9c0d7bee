package io.fairlead.ipam;

import io.fairlead.model.IpAddress;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Codec;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import io.fairlead.testkit.catalog.InternCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One host's addresses, on a store that others share. */
final class IpamHost implements AutoCloseable {
  static final Duration COOLING = Duration.ofSeconds(60);
  static final Duration FENCE = Duration.ofHours(1);

  /** What all hosts share. */
  static final class World implements AutoCloseable {
    final Store store;
    final Time time;
    final Path folder;
    final Codec<Network> networks = new InternCodec<>();
    final Codec<NetworkEndpoint> endpoints = new InternCodec<>();
    final Codec<Block> blocks = new InternCodec<>();
    final Set<String> present = ConcurrentHashMap.newKeySet();
    final List<IpamHost> tended = new ArrayList<>();

    World(Store store, Time time, Path folder) {
      this.store = store;
      this.time = time;
      this.folder = folder;
    }

    void put(Network network) {
      put(NetworkKeys.network(network.name()), networks.encode(network));
    }

    void put(NetworkEndpoint endpoint) {
      put(NetworkKeys.endpoint(endpoint.id()), endpoints.encode(endpoint));
    }

    void put(Block block) {
      put(NetworkKeys.block(block.network(), block.range()), blocks.encode(block));
    }

    void put(String key, byte[] value) {
      store.commit(Txn.of(null, new Txn.Op.Put(key, value)));
    }

    void delete(String key) {
      store.commit(Txn.of(null, new Txn.Op.Delete(key)));
    }

    IpamHost host(String name) {
      return new IpamHost(this, name, FENCE);
    }

    /** One that gives up nobody by itself. */
    IpamHost patient(String name) {
      return new IpamHost(this, name, null);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  final World world;
  final String name;
  final Ipam ipam;
  private Thread tender = Thread.ofVirtual().unstarted(() -> {});

  private IpamHost(World world, String name, @Nullable Duration fence) {
    this.world = world;
    this.name = name;
    this.ipam =
        new Ipam(
            world.store,
            world.networks,
            world.endpoints,
            world.blocks,
            world.time,
            new Options(
                name,
                world.folder.resolve(name),
                COOLING,
                Duration.ofMinutes(10),
                fence,
                Duration.ofSeconds(1),
                world.present::contains,
                new Random(name.hashCode())));
    world.present.add(name);
    world.put(NetworkKeys.node(name), new byte[] {1});
  }

  /** With all that goes on beside. */
  IpamHost tended() {
    world.tended.add(this);
    tender =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    ipam.tender().run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    return this;
  }

  boolean isTended() {
    return tender.isAlive();
  }

  IpAddress any(Network network) throws InterruptedException {
    return ipam.give(network, Request.any(false, name)).address();
  }

  IpAddress named(Network network, String container) throws InterruptedException {
    return ipam.give(network, Request.named(false, container + "@" + name, container)).address();
  }

  IpAddress fixed(Network network, String address) throws InterruptedException {
    return ipam.give(network, Request.of(IpAddress.parse(address), name)).address();
  }

  /** Ends the agent; its containers live on. */
  @Override
  public void close() {
    tender.interrupt();
    try {
      tender.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    world.present.remove(name);
    try {
      world.delete(NetworkKeys.node(name));
    } catch (StoreException e) {
      // Its lease ends later.
    }
    ipam.close();
  }
}
