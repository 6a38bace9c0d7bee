package io.fairlead.agent;

import io.fairlead.agent.config.Host;
import io.fairlead.attach.Connections;
import io.fairlead.spi.Connected;
import io.fairlead.spi.Connecting;
import io.fairlead.spi.Connection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Attaches what no engine attaches. Networks are kept from the first time that somebody asks.
 *
 * @param begin has them kept from now on
 * @param begun null before that
 */
record OnDemand(Supplier<Connections> begin, Supplier<@Nullable Connections> begun)
    implements Connecting {
  static final String NOT_ROOT = "networks need an agent that runs as root; start it as root";

  @Override
  public Connected connect(Connection wanted) {
    return begin.get().connect(wanted);
  }

  @Override
  public boolean disconnect(String id) {
    Connections now = begun.get();
    return now != null && now.disconnect(id);
  }

  @Override
  public Optional<String> trouble(String id) {
    Connections now = begun.get();
    return now == null ? Optional.of("it is not attached; attach it") : now.trouble(id);
  }

  @Override
  public List<Connected> all() {
    Connections now = begun.get();
    return now == null ? List.of() : now.all();
  }

  @Override
  public Optional<String> unready() {
    Connections now = begun.get();
    return now == null ? Optional.of(NOT_ROOT).filter(_ -> !Host.here().root()) : now.unready();
  }
}
