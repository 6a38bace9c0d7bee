package io.fairlead.transport.server;

import io.fairlead.model.InvalidField;
import io.fairlead.spi.StoreException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client is told of an exception. */
final class Failures {
  private static final System.Logger LOG = System.getLogger(Failures.class.getName());

  private Failures() {}

  /** The problem to answer a request for {@code path} with; what is our own fault is logged. */
  static Answer answer(RuntimeException failure, @Nullable String path) {
    return switch (failure) {
      case Refusal refusal -> refusal.answer(path);
      case InvalidField e ->
          Problem.of(400, String.valueOf(e.getMessage()), e.field(), path, Map.of());
      case StoreException e -> {
        String what = "the store cannot be asked: " + e.getMessage();
        yield Problem.of(503, what, null, path, Map.of("Retry-After", "1"));
      }
      default -> {
        LOG.log(System.Logger.Level.ERROR, "could not answer " + path, failure);
        yield Problem.of(500, "an error of the agent's own; its log has it", null, path, Map.of());
      }
    };
  }
}
