package io.fairlead.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fairlead.model.Cause;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Node;
import io.fairlead.model.Revision;
import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final Content ONE = content("one");
  private static final Content TWO = content("two");
  private static final Content MARK =
      new Content.OfDrain(new DrainMark("docker", new Cause(Instant.EPOCH, "asked")));

  private final Outbox outbox = new Outbox(OutboxTest::bytes);

  @Test
  void whatTheStoreHoldsAlreadyIsNotWritten() {
    outbox.seen("a", ONE, true);
    outbox.want("a", ONE);
    assertNull(outbox.next(128));
  }

  @Test
  void manyChangesOfOneKeyAreOneWriteOfTheLast() {
    for (int i = 0; i < 10_000; i++) {
      outbox.want("a", content("value " + i));
    }
    assertEquals(1, outbox.pending());
    assertEquals(List.of("a=value 9999"), take());
    assertNull(outbox.next(128));
  }

  @Test
  void whatCameAndWentBetweenTwoBatchesIsNotWritten() {
    outbox.want("a", ONE);
    outbox.want("a", null);
    assertNull(outbox.next(128));
  }

  @Test
  void whatGoesWhileItIsOnItsWayIsRemovedAfter() {
    outbox.want("a", ONE);
    Outbox.Batch batch = next();
    outbox.want("a", null);
    outbox.done(batch, new Revision(1));
    assertEquals(List.of("-a"), take());
  }

  @Test
  void anUncertainWriteIsRemovedEvenWhereNothingIsWantedAnyMore() {
    outbox.want("a", ONE);
    outbox.unsure(next());
    outbox.want("a", null);
    assertEquals(List.of("-a"), take());
  }

  @Test
  void anUncertainBatchGoesFirstAgainInItsOrder() {
    outbox.want("a", ONE);
    outbox.want("b", ONE);
    Outbox.Batch batch = next();
    outbox.want("c", ONE);
    outbox.unsure(batch);
    assertEquals(List.of("a=one", "b=one", "c=one"), take());
  }

  @Test
  void whatIsNotAsItShouldBeIsWrittenAgain() {
    outbox.seen("a", ONE, false);
    outbox.want("a", ONE);
    assertEquals(List.of("a=one"), take());
  }

  @Test
  void anUnreadableEntryThatNobodyWantsIsRemoved() {
    outbox.seen("a", null, false);
    assertEquals(List.of("-a"), take());
  }

  @Test
  void entriesWithAndWithoutLeaseNeverShareABatch() {
    outbox.want("a", ONE);
    outbox.want("drain", MARK);
    outbox.want("b", TWO);
    assertEquals(List.of("a=one", "b=two"), take());
    Outbox.Batch second = next();
    assertEquals(Set.of("drain"), second.sent().keySet());
    assertEquals(false, second.leased());
  }

  @Test
  void aBatchHoldsNoMoreThanTheStoreTakes() {
    for (int i = 0; i < 300; i++) {
      outbox.want("key" + i, ONE);
    }
    assertEquals(128, take().size());
    assertEquals(128, take().size());
    assertEquals(44, take().size());
    assertNull(outbox.next(128));
  }

  @Test
  void aBatchOfLargeValuesIsCutByItsBytes() {
    for (int i = 0; i < 8; i++) {
      outbox.want("key" + i, content("x".repeat(50 * 1024)));
    }
    assertEquals(3, take().size());
  }

  @Test
  void aValueTooLargeForAnyStoreIsToldAndHoldsUpNobody() {
    outbox.want("large", content("x".repeat(Store.MAX_VALUE + 1)));
    outbox.want("a", ONE);
    Outbox.Batch batch = next();
    assertEquals(Set.of("large"), batch.unfit().keySet());
    assertEquals(Set.of("a"), batch.sent().keySet());
    outbox.done(batch, new Revision(1));
    assertNull(outbox.next(128));
  }

  @Test
  void aRefusedValueIsTriedAgainOnlyOnceItIsAnother() {
    outbox.seen("a", ONE, true);
    outbox.want("a", TWO);
    outbox.refused(next());
    outbox.want("a", TWO);
    assertNull(outbox.next(128));
    outbox.want("a", content("three"));
    assertEquals(List.of("a=three"), take());
  }

  @Test
  void whatARefusedValueWasToReplaceIsStillRemovedInTheEnd() {
    outbox.seen("a", ONE, true);
    outbox.want("a", TWO);
    outbox.refused(next());
    outbox.want("a", null);
    assertEquals(List.of("-a"), take());
  }

  @Test
  void aLostLeaseTakesAllButTheMarks() {
    outbox.want("a", ONE);
    outbox.want("drain", MARK);
    take();
    take();
    outbox.leaseLost();
    assertEquals(List.of("a=one"), take());
    assertNull(outbox.next(128));
  }

  private Outbox.Batch next() {
    Outbox.Batch batch = outbox.next(128);
    assertNotNull(batch);
    return batch;
  }

  /** Sends the next batch and tells what it did. */
  private List<String> take() {
    Outbox.Batch batch = next();
    outbox.done(batch, new Revision(1));
    return batch.ops().stream().map(OutboxTest::show).toList();
  }

  private static String show(Txn.Op op) {
    return switch (op) {
      case Txn.Op.Put(String key, byte[] value) ->
          key + "=" + new String(value, StandardCharsets.UTF_8);
      case Txn.Op.Delete(String key) -> "-" + key;
    };
  }

  private static byte[] bytes(Content content) {
    return switch (content) {
      case Content.OfNode(Node node) ->
          node.meta().getOrDefault("text", "").getBytes(StandardCharsets.UTF_8);
      case Content.OfDrain(DrainMark mark) -> mark.encode();
      case Content.OfInstance instance -> throw new AssertionError(instance);
      case Content.OfEndpoint endpoint -> throw new AssertionError(endpoint);
    };
  }

  private static Content content(String text) {
    return new Content.OfNode(
        new Node("host1", List.of(IpAddress.parse("10.0.0.1")), Map.of("text", text)));
  }
}
