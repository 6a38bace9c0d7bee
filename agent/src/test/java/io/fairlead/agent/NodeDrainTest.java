package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fairlead.model.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeDrainTest {
  private static final Cause CAUSE = new Cause(Instant.parse("2026-01-01T00:00:00Z"), "a new disk");

  @TempDir private Path data;

  @Test
  void aNodeWorksUntilItIsDrained() {
    assertNull(NodeDrain.in(data).mark());
  }

  @Test
  void aDrainOutlivesTheAgent() {
    NodeDrain.in(data).set(CAUSE);
    assertEquals(CAUSE, NodeDrain.in(data).mark());
  }

  @Test
  void whatIsTakenBackIsGone() {
    NodeDrain drain = NodeDrain.in(data);
    drain.set(CAUSE);
    drain.set(null);
    assertNull(drain.mark());
    assertNull(NodeDrain.in(data).mark());
  }

  @Test
  void aFileThatCannotBeReadLeavesTheNodeDrained() throws IOException {
    Files.writeString(data.resolve("drained"), "yesterday");
    assertNotNull(NodeDrain.in(data).mark());
  }
}
