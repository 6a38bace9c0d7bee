package io.fairlead.linux.rtnetlink;

import io.fairlead.linux.Ground;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.netlink.LinkMessage;
import io.fairlead.wire.netlink.LinkSpec;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A namespace that stands for a host, and a conversation with it, fresh for each test. */
@SuppressWarnings("NullAway.Init") // set before each test
abstract class RtnetlinkCase {
  Ground ground;
  Path host;
  NetworkNamespace hostNamespace;
  Rtnetlink kernel;

  @BeforeEach
  final void openHost() {
    ground = new Ground();
    host = ground.pin();
    hostNamespace = ground.open(host);
    kernel = Rtnetlink.open(hostNamespace);
  }

  @AfterEach
  final void closeHost() {
    kernel.close();
    ground.close();
  }

  int bridge(String name) {
    kernel.run(LinkSpec.of(name, new LinkKind.Bridge()).create());
    return index(name);
  }

  int index(String name) {
    return link(name).index();
  }

  LinkMessage link(String name) {
    return Objects.requireNonNull(kernel.link(name), name);
  }
}
