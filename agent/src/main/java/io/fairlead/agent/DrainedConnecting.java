package io.fairlead.agent;

import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Connected;
import io.fairlead.spi.Connecting;
import io.fairlead.spi.Connection;
import java.util.List;
import java.util.Optional;

/**
 * Connects nothing new while the node is drained; what is connected stays as it is.
 *
 * @param inner who connects
 */
record DrainedConnecting(Connecting inner, NodeDrain drain) implements Connecting {
  @Override
  public Connected connect(Connection wanted) {
    Optional<String> refusal = drain.refusal();
    if (refusal.isPresent() && all().stream().noneMatch(one -> isOf(one, wanted))) {
      throw new AttachRefused(refusal.get(), false);
    }
    return inner.connect(wanted);
  }

  private static boolean isOf(Connected one, Connection wanted) {
    return one.wanted().id().equals(wanted.id());
  }

  @Override
  public boolean disconnect(String id) {
    return inner.disconnect(id);
  }

  @Override
  public Optional<String> trouble(String id) {
    return inner.trouble(id);
  }

  @Override
  public List<Connected> all() {
    return inner.all();
  }

  @Override
  public Optional<String> unready() {
    return drain.refusal().or(inner::unready);
  }
}
