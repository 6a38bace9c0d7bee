package io.fairlead.linux;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.spi.kernel.HostItem.Kind;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.Scope;
import io.fairlead.testkit.kernel.KernelContract;
import io.fairlead.testkit.kernel.KernelFixture;
import java.nio.file.Path;

/** A real kernel, in a namespace that stands for the host. */
class LinuxKernelIT extends KernelContract {
  @Override
  protected KernelFixture open() {
    Ground ground = new Ground();
    Path host = ground.pin();
    Path container = ground.pin();
    LinuxKernel kernel = new LinuxKernel(NetworkNamespace.open(host));
    return new KernelFixture() {
      @Override
      public Kernel kernel() {
        return kernel;
      }

      @Override
      public Sandbox sandbox() {
        return new Sandbox(container.toString());
      }

      @Override
      public void endSandbox() {
        ground.end(container);
      }

      @Override
      public void close() {
        // What is pinned outlives the namespace.
        kernel.apply(
            kernel.observe(Scope.of(HostState.EMPTY)).items().stream()
                .filter(item -> item.key().kind() == Kind.SHORT)
                .<Op>map(Op.Delete::new)
                .toList());
        kernel.close();
        ground.close();
      }
    };
  }
}
