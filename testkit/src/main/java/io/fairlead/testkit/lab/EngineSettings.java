package io.fairlead.testkit.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * What an engine of the lab is told beyond where it lives.
 *
 * @param flags of {@code dockerd}
 */
public record EngineSettings(List<String> flags) {
  /** Nothing beyond it. */
  public static final EngineSettings DEFAULT = new EngineSettings(List.of());

  public EngineSettings {
    flags = List.copyOf(flags);
  }

  /** With more flags. */
  public EngineSettings with(String... more) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(List.of(more));
    return new EngineSettings(all);
  }

  /** With the engine's {@code dns} setting: the resolver of every container not told otherwise. */
  public EngineSettings dns(String address) {
    return with("--dns", address);
  }

  /** Containers live on while the engine is away. */
  public EngineSettings liveRestore() {
    return with("--live-restore");
  }
}
