package io.fairlead.testkit.kernel;

import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.Sandbox;

/** A host of its own for one test, with nothing of ours on it. */
public interface KernelFixture extends AutoCloseable {
  /** The host. */
  Kernel kernel();

  /** A container's sandbox, with nothing but a loopback link in it. */
  Sandbox sandbox();

  /** The container of {@link #sandbox} ends. */
  void endSandbox();

  @Override
  void close();
}
