package io.fairlead.stores.zookeeper;

/**
 * What a server knows of a znode beside its data.
 *
 * @param changed the transaction (mzxid) that last changed its data: greater with each change, also
 *     after it was deleted and made again
 * @param version how often its data was changed since it was made; starts again with each making
 */
record Stat(long changed, int version) {
  static Stat read(Incoming in) {
    in.large(); // czxid
    long changed = in.large();
    in.large(); // ctime
    in.large(); // mtime
    int version = in.number();
    in.number(); // cversion
    in.number(); // aversion
    in.large(); // ephemeralOwner
    in.number(); // dataLength
    in.number(); // numChildren
    in.large(); // pzxid
    return new Stat(changed, version);
  }
}
