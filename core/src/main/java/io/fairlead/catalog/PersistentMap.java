package io.fairlead.catalog;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An immutable ordered map as an AVL tree: a change copies the path to the root and shares the
 * rest, so it costs O(log n) in time and memory whatever the size. Safe to read from any thread.
 */
final class PersistentMap<K extends Comparable<K>, V> implements Iterable<V> {
  private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(null, 0);

  private final @Nullable Branch<K, V> root;
  private final int size;

  private PersistentMap(@Nullable Branch<K, V> root, int size) {
    this.root = root;
    this.size = size;
  }

  @SuppressWarnings("unchecked") // an empty map holds no key and no value
  static <K extends Comparable<K>, V> PersistentMap<K, V> empty() {
    return (PersistentMap<K, V>) EMPTY;
  }

  int size() {
    return size;
  }

  @Nullable V get(K key) {
    Branch<K, V> at = root;
    while (at != null) {
      int order = key.compareTo(at.key);
      if (order == 0) {
        return at.value;
      }
      at = order < 0 ? at.left : at.right;
    }
    return null;
  }

  PersistentMap<K, V> with(K key, V value) {
    return new PersistentMap<>(put(root, key, value), get(key) == null ? size + 1 : size);
  }

  PersistentMap<K, V> without(K key) {
    return get(key) == null ? this : new PersistentMap<>(remove(root, key), size - 1);
  }

  /** The first entry whose key is {@code from} or after it, or null. */
  Map.@Nullable Entry<K, V> ceiling(K from) {
    Branch<K, V> at = root;
    Branch<K, V> best = null;
    while (at != null) {
      if (from.compareTo(at.key) <= 0) {
        best = at;
        at = at.left;
      } else {
        at = at.right;
      }
    }
    return best == null ? null : Map.entry(best.key, best.value);
  }

  /** The values in key order, from the first whose key is {@code from} or after it. */
  Iterator<V> from(K from) {
    InOrder<K, V> rest = new InOrder<>(null);
    Branch<K, V> at = root;
    while (at != null) {
      if (from.compareTo(at.key) <= 0) {
        rest.path.push(at);
        at = at.left;
      } else {
        at = at.right;
      }
    }
    return values(rest);
  }

  /** The entries in key order. */
  Iterable<Map.Entry<K, V>> entries() {
    return () -> {
      InOrder<K, V> all = new InOrder<>(root);
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return all.hasNext();
        }

        @Override
        public Map.Entry<K, V> next() {
          Branch<K, V> next = all.next();
          return Map.entry(next.key, next.value);
        }
      };
    };
  }

  /** The values in key order. */
  @Override
  public Iterator<V> iterator() {
    return values(new InOrder<>(root));
  }

  private static <K, V> Iterator<V> values(InOrder<K, V> branches) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return branches.hasNext();
      }

      @Override
      public V next() {
        return branches.next().value;
      }
    };
  }

  /** The height of the tree, 0 where it is empty; throws where a branch is out of balance. */
  int checkedHeight() {
    return checkedHeight(root);
  }

  private static int checkedHeight(@Nullable Branch<?, ?> at) {
    if (at == null) {
      return 0;
    }
    int left = checkedHeight(at.left);
    int right = checkedHeight(at.right);
    if (Math.abs(left - right) > 1 || at.height != 1 + Math.max(left, right)) {
      throw new IllegalStateException(
          "heights " + left + " and " + right + " under " + at.height + " at " + at.key);
    }
    return at.height;
  }

  private static final class Branch<K, V> {
    private final K key;
    private final V value;
    private final @Nullable Branch<K, V> left;
    private final @Nullable Branch<K, V> right;
    private final int height;

    private Branch(
        K key, V value, @Nullable Branch<K, V> left, @Nullable Branch<K, V> right, int height) {
      this.key = key;
      this.value = value;
      this.left = left;
      this.right = right;
      this.height = height;
    }
  }

  private static <K, V> int heightOf(@Nullable Branch<K, V> branch) {
    return branch == null ? 0 : branch.height;
  }

  private static <K extends Comparable<K>, V> Branch<K, V> put(
      @Nullable Branch<K, V> at, K key, V value) {
    if (at == null) {
      return join(key, value, null, null);
    }
    int order = key.compareTo(at.key);
    if (order == 0) {
      return join(key, value, at.left, at.right);
    }
    return order < 0
        ? balance(at.key, at.value, put(at.left, key, value), at.right)
        : balance(at.key, at.value, at.left, put(at.right, key, value));
  }

  private static <K extends Comparable<K>, V> @Nullable Branch<K, V> remove(
      @Nullable Branch<K, V> at, K key) {
    if (at == null) {
      return null;
    }
    int order = key.compareTo(at.key);
    if (order < 0) {
      return balance(at.key, at.value, remove(at.left, key), at.right);
    }
    if (order > 0) {
      return balance(at.key, at.value, at.left, remove(at.right, key));
    }
    if (at.left == null) {
      return at.right;
    }
    if (at.right == null) {
      return at.left;
    }
    Branch<K, V> next = at.right;
    while (next.left != null) {
      next = next.left;
    }
    return balance(next.key, next.value, at.left, remove(at.right, next.key));
  }

  private static <K, V> Branch<K, V> join(
      K key, V value, @Nullable Branch<K, V> left, @Nullable Branch<K, V> right) {
    return new Branch<>(key, value, left, right, 1 + Math.max(heightOf(left), heightOf(right)));
  }

  /** Joins two subtrees whose heights differ by two at most. */
  private static <K, V> Branch<K, V> balance(
      K key, V value, @Nullable Branch<K, V> left, @Nullable Branch<K, V> right) {
    if (left != null && left.height > heightOf(right) + 1) {
      if (heightOf(left.left) >= heightOf(left.right) || left.right == null) {
        return join(left.key, left.value, left.left, join(key, value, left.right, right));
      }
      Branch<K, V> pivot = left.right;
      return join(
          pivot.key,
          pivot.value,
          join(left.key, left.value, left.left, pivot.left),
          join(key, value, pivot.right, right));
    }
    if (right != null && right.height > heightOf(left) + 1) {
      if (heightOf(right.right) >= heightOf(right.left) || right.left == null) {
        return join(right.key, right.value, join(key, value, left, right.left), right.right);
      }
      Branch<K, V> pivot = right.left;
      return join(
          pivot.key,
          pivot.value,
          join(key, value, left, pivot.left),
          join(right.key, right.value, pivot.right, right.right));
    }
    return join(key, value, left, right);
  }

  private static final class InOrder<K, V> {
    private final Deque<Branch<K, V>> path = new ArrayDeque<>();

    InOrder(@Nullable Branch<K, V> root) {
      descend(root);
    }

    private void descend(@Nullable Branch<K, V> from) {
      for (Branch<K, V> at = from; at != null; at = at.left) {
        path.push(at);
      }
    }

    boolean hasNext() {
      return !path.isEmpty();
    }

    Branch<K, V> next() {
      Branch<K, V> at = path.poll();
      if (at == null) {
        throw new NoSuchElementException();
      }
      descend(at.right);
      return at;
    }
  }
}
