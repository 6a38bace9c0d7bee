package io.fairlead.spi.kernel;

import java.util.List;

/** The host could not be seen or brought to what it should be. The message says what to do next. */
public final class KernelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Failure> failures;

  /**
   * One step that was not done.
   *
   * @param why what to do next, for people
   * @param retryable whether the same may succeed without anybody mending anything
   */
  public record Failure(Op op, String why, boolean retryable) {}

  private KernelException(String message, List<Failure> failures, Throwable cause) {
    super(message, cause);
    this.failures = List.copyOf(failures);
  }

  /** The host cannot be seen. */
  public static KernelException unseen(String message, Throwable cause) {
    return new KernelException(message, List.of(), cause);
  }

  /** These steps were not done. */
  public static KernelException failed(List<Failure> failures) {
    Failure first = failures.getFirst();
    String more = failures.size() == 1 ? "" : " (and " + (failures.size() - 1) + " more)";
    return new KernelException(
        "cannot " + first.op().text() + ": " + first.why() + more,
        failures,
        new IllegalStateException(first.why()));
  }

  /** The steps that were not done, in their order; empty where the host cannot be seen. */
  public List<Failure> failures() {
    return failures;
  }
}
