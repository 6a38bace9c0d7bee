package io.fairlead.view.http;

import io.fairlead.spi.StoreException;
import java.util.Map;

/** What moves between stores; each waits for the stores, and may throw {@link StoreException}. */
public interface Moving {
  /** There is none. */
  Moving NONE =
      new Moving() {
        @Override
        public Map<String, Object> status() {
          return Map.of("phase", "none");
        }

        @Override
        public Map<String, Object> step(String from, String to, boolean force) {
          throw StoreException.refused("this agent cannot move");
        }

        @Override
        public Map<String, Object> back(boolean force) {
          throw StoreException.refused("this agent cannot move");
        }
      };

  /** How far the move is. */
  Map<String, Object> status();

  /** One step on, where all is ready for it. */
  Map<String, Object> step(String from, String to, boolean force);

  /** One step back. */
  Map<String, Object> back(boolean force);
}
