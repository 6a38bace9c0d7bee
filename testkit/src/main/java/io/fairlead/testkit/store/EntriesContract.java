package io.fairlead.testkit.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Store;
import io.fairlead.spi.Store.Entry;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Guard;
import io.fairlead.spi.Txn.Op;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reads, writes, guards and limits. */
abstract class EntriesContract extends StoreCase {
  @Test
  void anEmptyStoreHasOneEmptyPage() {
    Store.Page page = store.read("", null);

    assertEquals(List.of(), page.entries());
    assertEquals(false, page.more());
  }

  @Test
  void whatIsPutIsReadBack() {
    Revision revision = commit(put("a/1", "one"));

    Entry entry = entry("a/1");
    assertNotNull(entry);
    assertEquals("one", value("a/1"));
    assertEquals(revision, entry.modified());
    assertNull(entry.lease());
  }

  @Test
  void valuesAreBytesAndMayBeEmpty() {
    byte[] all = new byte[256];
    IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);

    commit(new Op.Put("all", all), new Op.Put("none", new byte[0]));

    List<Entry> entries = entries("");
    assertArrayEquals(all, entries.get(0).value());
    assertArrayEquals(new byte[0], entries.get(1).value());
  }

  @Test
  void aPutReplacesWhatWasThere() {
    Revision first = commit(put("a", "one"));
    Revision second = commit(put("a", "two"));

    Entry entry = entry("a");
    assertNotNull(entry);
    assertTrue(second.isAfter(first));
    assertEquals(second, entry.modified());
    assertEquals("two", value("a"));
  }

  @Test
  void aPutOfTheSameValueIsAChange() {
    Revision first = commit(put("a", "one"));

    assertTrue(commit(put("a", "one")).isAfter(first));
  }

  @Test
  void aDeleteRemoves() {
    commit(put("a", "one"), put("b", "two"));
    Revision deleted = commit(delete("a"));

    assertEquals(List.of("b"), keys(""));
    assertEquals(deleted, revision());
  }

  @Test
  void deletingWhatIsNotThereChangesNothing() {
    Revision before = commit(put("a", "one"));

    assertEquals(before, commit(delete("b")));
    assertEquals(before, revision());
  }

  @Test
  void allEntriesOfATransactionHaveItsRevision() {
    Revision first = commit(put("a", "1"), put("b", "1"), put("c", "1"));
    Revision second = commit(put("b", "2"), delete("c"));

    assertTrue(second.isAfter(first));
    assertEquals(
        List.of(first, second), entries("").stream().map(Entry::modified).toList(), "a and b");
  }

  @Test
  void aReadSeesOnlyKeysThatStartWithThePrefix() {
    commit(
        put("a", ""), put("a!", ""), put("a/", ""), put("a/x", ""), put("a/~", ""), put("a0", ""));
    commit(put("A/x", ""), put("b/x", ""));

    assertEquals(List.of("a/", "a/x", "a/~"), keys("a/"));
    assertEquals(List.of("a", "a!", "a/", "a/x", "a/~", "a0"), keys("a"));
    assertEquals(List.of(), keys("c"));
  }

  @Test
  void thePrefixMayEndInTheLastCharacterThatKeysHave() {
    commit(put("a~", ""), put("a~b", ""), put("b", ""));

    assertEquals(List.of("a~", "a~b"), keys("a~"));
  }

  @Test
  void pagesComeInKeyOrderAndJoinUp() {
    fill("many/", 3000);

    List<String> expected = IntStream.range(0, 3000).mapToObj("many/%05d"::formatted).toList();
    assertEquals(expected, keys("many/"));
  }

  @Test
  void aPageGoesOnAfterAKeyThatIsGone() {
    fill("k", 5);
    commit(delete("k00002"));

    List<Entry> rest = store.read("k", "k00002").entries();

    assertEquals(List.of("k00003", "k00004"), rest.stream().map(Entry::key).toList());
  }

  @Test
  void aLargestValueUnderALongestKeyIsReadBack() {
    byte[] value = new byte[Store.MAX_VALUE];
    value[value.length - 1] = 1;
    String key = "k".repeat(Store.MAX_KEY);

    commit(new Op.Put(key, value));

    assertArrayEquals(value, entries("").getFirst().value());
  }

  @Test
  void aLargestTransactionIsDone() {
    byte[] value = new byte[Store.MAX_TXN / Store.MAX_OPS];
    List<Op> ops =
        IntStream.range(0, Store.MAX_OPS)
            .mapToObj(i -> (Op) new Op.Put("large/" + i, value))
            .toList();

    done(store.commit(new Txn(List.of(), ops, null)));

    assertEquals(Store.MAX_OPS, keys("large/").size());
  }

  @Test
  void whatIsTooLargeIsRefusedWithTheLimit() {
    byte[] tooLarge = new byte[Store.MAX_VALUE + 1];
    assertRefused("" + Store.MAX_VALUE, () -> commit(new Op.Put("a", tooLarge)));
    assertRefused("" + Store.MAX_KEY, () -> commit(put("k".repeat(Store.MAX_KEY + 1), "")));
    assertRefused("" + Store.MAX_KEY, () -> commit(put("", "")));
    List<Op> many =
        IntStream.rangeClosed(0, Store.MAX_OPS).mapToObj(i -> put("k" + i, "")).toList();
    assertRefused("" + Store.MAX_OPS, () -> store.commit(new Txn(List.of(), many, null)));
    byte[] quarter = new byte[Store.MAX_TXN / 4];
    List<Op> heavy =
        IntStream.range(0, 5).mapToObj(i -> (Op) new Op.Put("k" + i, quarter)).toList();
    assertRefused("" + Store.MAX_TXN, () -> store.commit(new Txn(List.of(), heavy, null)));
    assertEquals(List.of(), keys(""));
  }

  @Test
  void keysThatAreNotPrintableAreRefused() {
    assertRefused("a b", () -> commit(put("a b", "")));
    assertRefused("percent-encode", () -> commit(put("käse", "")));
    assertRefused("percent-encode", () -> commit(put("a\n", "")));
  }

  @Test
  void aKeyTwiceInATransactionIsRefused() {
    assertRefused("'a'", () -> commit(put("a", "1"), delete("a")));
  }

  @Test
  void guardsThatHoldLetATransactionPass() {
    Revision one = commit(put("a", "1"));
    Txn txn =
        new Txn(
            List.of(new Guard.Unchanged("a", one), new Guard.Absent("b")),
            List.of(put("a", "2"), put("b", "2")),
            null);

    done(store.commit(txn));

    assertEquals("2", value("a"));
    assertEquals("2", value("b"));
  }

  @Test
  void aConflictNamesTheKeyAndNothingIsDone() {
    Revision one = commit(put("a", "1"), put("b", "1"));
    commit(put("b", "2"));
    Revision before = revision();
    Txn txn =
        new Txn(
            List.of(new Guard.Unchanged("a", one), new Guard.Unchanged("b", one)),
            List.of(put("a", "3"), put("c", "3"), delete("b")),
            null);

    assertEquals(new Commit.Conflict("b"), store.commit(txn));

    assertEquals(List.of("a", "b"), keys(""));
    assertEquals("1", value("a"));
    assertEquals(before, revision());
  }

  @Test
  void whatIsThereIsNotAbsentAndWhatIsGoneNotUnchanged() {
    Revision one = commit(put("a", "1"), put("b", "1"));
    commit(delete("b"));

    assertEquals(new Commit.Conflict("a"), guarded(new Guard.Absent("a")));
    assertEquals(new Commit.Conflict("b"), guarded(new Guard.Unchanged("b", one)));
    assertEquals(new Commit.Conflict("c"), guarded(new Guard.Unchanged("c", one)));
    done(guarded(new Guard.Absent("b")));
  }

  @Test
  void anEntryThatWasDeletedAndMadeAgainIsChanged() {
    Revision one = commit(put("a", "1"));
    commit(delete("a"));
    commit(put("a", "1"));

    assertEquals(new Commit.Conflict("a"), guarded(new Guard.Unchanged("a", one)));
  }

  private Commit guarded(Guard guard) {
    return store.commit(new Txn(List.of(guard), List.of(put("z", "done")), null));
  }

  @Test
  void aTransactionOfGuardsAloneAsksAndChangesNothing() {
    Revision one = commit(put("a", "1"));

    Commit holds = store.commit(new Txn(List.of(new Guard.Unchanged("a", one)), List.of(), null));

    assertEquals(one, done(holds));
    assertEquals(one, revision());
  }

  @Test
  void aRestartKeepsEntriesAndRevisions() {
    commit(put("a", "1"), put("b", "1"));
    Revision last = commit(delete("b"));

    store = fixture.restart();

    assertEquals(List.of("a"), keys(""));
    assertEquals(last, revision());
    assertTrue(commit(put("c", "1")).isAfter(last), "revisions rise over a restart");
  }

  @Test
  void aClosedStoreRefusesAndMayBeClosedAgain() {
    store.close();
    store.close();

    assertRefused("closed", () -> store.read("", null));
    assertRefused("closed", () -> commit(put("a", "1")));
    assertRefused("closed", () -> store.grant(fixture.ttl()));
    assertRefused("closed", () -> store.watch("", Revision.ZERO));
  }
}
