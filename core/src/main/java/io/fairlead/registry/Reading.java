package io.fairlead.registry;

import io.fairlead.model.Revision;
import io.fairlead.spi.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that the store holds for the catalog, read a page at a time while others write: each page
 * holds at a revision of its own.
 */
record Reading(List<Store.Entry> entries, Coverage coverage) {

  static Reading of(Store store, List<String> prefixes) {
    List<Store.Entry> entries = new ArrayList<>();
    TreeMap<String, Revision> pages = new TreeMap<>();
    Revision from = null;
    for (String prefix : prefixes) {
      String after = null;
      boolean more = true;
      while (more) {
        Store.Page page = store.read(prefix, after);
        from = from == null ? page.revision() : from;
        entries.addAll(page.entries());
        more = page.more() && !page.entries().isEmpty();
        after = more ? page.entries().getLast().key() : null;
        pages.put(more ? page.entries().getLast().key() : prefix + '\uffff', page.revision());
      }
    }
    return new Reading(entries, new Coverage(from == null ? Revision.ZERO : from, pages));
  }

  /**
   * What a reading showed already.
   *
   * @param from the revision of the first page; what happened after it is to be followed
   * @param pages the revision of each page, by the last key it speaks of
   */
  record Coverage(Revision from, TreeMap<String, Revision> pages) {
    /** Whether the entries show what a key became at this revision, or something later. */
    boolean includes(String key, Revision revision) {
      Map.Entry<String, Revision> page = pages.ceilingEntry(key);
      return page != null && !revision.isAfter(page.getValue());
    }
  }
}
