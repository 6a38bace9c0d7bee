package io.fairlead.stores.zookeeper;

import java.util.ArrayList;
import java.util.List;

/**
 * Keys as paths of znodes. The parts of a key before its last {@code /} are directories, what
 * follows is the entry's own name, marked by {@code =}: {@code data/a/b} is {@code /data/a/=b}. So
 * an entry never has children, {@code a} and {@code a/b} stand side by side, and an empty part has
 * a name too. A directory whose name ZooKeeper does not allow, or that looks marked, gets a {@code
 * %} in front: {@code a//b} is {@code /a/%/=b}.
 */
final class Paths {
  private final String root;

  /**
   * @param root where all keys are, without slashes around it; may be empty
   */
  Paths(String root) {
    this.root = root.isEmpty() ? "" : "/" + root;
  }

  /** The znode that is above all others of ours. */
  String root() {
    return root.isEmpty() ? "/" : root;
  }

  /** The znode of an entry. */
  String entry(String key) {
    int end = key.lastIndexOf('/') + 1;
    return below(directory(key.substring(0, end)), "=" + key.substring(end));
  }

  /**
   * The znode of a directory.
   *
   * @param keys what keys in it start with: empty, or ends in a slash
   */
  String directory(String keys) {
    StringBuilder path = new StringBuilder(root);
    int start = 0;
    for (int end = keys.indexOf('/'); end >= 0; end = keys.indexOf('/', start)) {
      path.append('/').append(escaped(keys.substring(start, end)));
      start = end + 1;
    }
    return path.isEmpty() ? "/" : path.toString();
  }

  /** The directory under the root that {@code key} is in, or the root: it is never removed. */
  String top(String key) {
    return directory(key.substring(0, key.indexOf('/') + 1));
  }

  /** All directories above a znode that there must be, the highest first. */
  List<Parent> parents(String path) {
    List<Parent> parents = new ArrayList<>();
    for (int end = path.indexOf('/', 1); end >= 0; end = path.indexOf('/', end + 1)) {
      boolean deep = end > root.length() && path.indexOf('/', root.length() + 1) < end;
      parents.add(new Parent(path.substring(0, end), deep));
    }
    return parents;
  }

  /**
   * A directory.
   *
   * @param container whether it may go when it is empty: those below the first ones
   */
  record Parent(String path, boolean container) {}

  /**
   * What a child of a directory adds to its keys: {@code b} for an entry, {@code b/} for others.
   */
  static String added(String child) {
    return switch (child.charAt(0)) {
      case '=' -> child.substring(1);
      case '%' -> child.substring(1) + "/";
      default -> child + "/";
    };
  }

  static boolean isEntry(String child) {
    return child.charAt(0) == '=';
  }

  /** Whether a child of a directory is the znode of some key, not somebody else's. */
  static boolean isOurs(String child) {
    String added = added(child);
    return isEntry(child) || escaped(added.substring(0, added.length() - 1)).equals(child);
  }

  private static String escaped(String part) {
    boolean odd =
        part.isEmpty()
            || part.charAt(0) == '='
            || part.charAt(0) == '%'
            || part.equals(".")
            || part.equals("..")
            || part.equals("zookeeper");
    return odd ? "%" + part : part;
  }

  private static String below(String directory, String name) {
    return directory.equals("/") ? "/" + name : directory + "/" + name;
  }
}
