package io.fairlead.stores.zookeeper;

/** One step of a multi request: all of them are done, or none. */
sealed interface Op {
  /** The znode that it is about. */
  String path();

  /** Makes a znode that is not there yet. */
  record Create(String path, byte[] data) implements Op {}

  /** Makes a znode that is not there yet, and goes with this session. */
  record Ephemeral(String path, byte[] data) implements Op {}

  /**
   * Changes a znode's data.
   *
   * @param version that it must have, or {@link #ANY}
   */
  record SetData(String path, byte[] data, int version) implements Op {}

  /**
   * Removes a znode.
   *
   * @param version that it must have, or {@link #ANY}
   */
  record Delete(String path, int version) implements Op {}

  /**
   * Asks only.
   *
   * @param version that the znode must have, or {@link #ANY}
   */
  record Check(String path, int version) implements Op {}

  /** Any version; the znode must be there. */
  int ANY = -1;
}
