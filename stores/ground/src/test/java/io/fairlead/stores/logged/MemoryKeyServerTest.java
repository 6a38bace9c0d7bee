package io.fairlead.stores.logged;

/** The key server in memory is as real ones are. */
class MemoryKeyServerTest extends KeyServerContract {
  private final MemoryKeys keys = new MemoryKeys();

  @Override
  protected KeyServer open() {
    return new MemoryKeyServer(keys);
  }
}
