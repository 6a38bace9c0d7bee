package io.fairlead.testkit.store;

import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import io.fairlead.testkit.time.MachineTime;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A store on a server, at a place of its own there: time really passes, and nothing is removed. */
public final class ClientFixture implements StoreFixture {
  private final Supplier<? extends Store> connect;
  private final Duration ttl;
  private final Consumer<Store> forget;
  private Store store;

  /**
   * Opens the store.
   *
   * @param connect opens it, again and again
   * @param forget makes it forget its history
   */
  public ClientFixture(Supplier<? extends Store> connect, Duration ttl, Consumer<Store> forget) {
    this.connect = connect;
    this.ttl = ttl;
    this.forget = forget;
    this.store = connect.get();
  }

  /** Forgets by more transactions than a history keeps. */
  public static Consumer<Store> churn(int transactions) {
    return store -> {
      for (int i = 1; i < transactions; i++) {
        store.commit(Txn.of(null, new Txn.Op.Put("churn", new byte[0])));
      }
      store.commit(Txn.of(null, new Txn.Op.Delete("churn")));
    };
  }

  @Override
  public Store store() {
    return store;
  }

  @Override
  public Store restart() {
    store.close();
    store = connect.get();
    return store;
  }

  @Override
  public Duration ttl() {
    return ttl;
  }

  @Override
  public void pass(Duration duration) throws InterruptedException {
    new MachineTime().sleep(duration);
  }

  @Override
  public void forgetHistory() {
    forget.accept(store);
  }

  @Override
  public void close() {
    store.close();
  }
}
