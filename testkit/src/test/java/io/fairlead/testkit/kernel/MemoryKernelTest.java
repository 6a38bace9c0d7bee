package io.fairlead.testkit.kernel;

import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.Sandbox;

class MemoryKernelTest extends KernelContract {
  @Override
  protected KernelFixture open() {
    MemoryKernel kernel = new MemoryKernel();
    Sandbox sandbox = new Sandbox("/run/netns/container");
    kernel.begin(sandbox);
    return new KernelFixture() {
      @Override
      public Kernel kernel() {
        return kernel;
      }

      @Override
      public Sandbox sandbox() {
        return sandbox;
      }

      @Override
      public void endSandbox() {
        kernel.end(sandbox);
      }

      @Override
      public void close() {
        kernel.close();
      }
    };
  }
}
