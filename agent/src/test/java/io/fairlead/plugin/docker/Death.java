package io.fairlead.plugin.docker;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Ends an agent's life at one of its effects: nothing that it does afterwards happens. */
final class Death {
  private final int step;
  private final Runnable told;
  private final ReadWriteLock effects = new ReentrantReadWriteLock();
  private int steps;
  private boolean dead;

  /** Dies before the effect of this number; each counts twice, before it and after. */
  Death(int step, Runnable told) {
    this.step = step;
    this.told = told;
  }

  static Death never() {
    return new Death(Integer.MAX_VALUE, () -> {});
  }

  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  int step() {
    return step;
  }

  synchronized boolean isDead() {
    return dead;
  }

  /** The life is over: waits until what other threads had begun has happened. */
  void end() {
    effects.writeLock().lock();
    try {
      die();
    } finally {
      effects.writeLock().unlock();
    }
  }

  private synchronized void die() {
    dead = true;
  }

  private void look() {
    synchronized (this) {
      if (!dead && steps++ < step) {
        return;
      }
      if (dead) {
        throw new Killed();
      }
      dead = true;
    }
    told.run();
    throw new Killed();
  }

  /** The same, as long as this life lasts. */
  <T> T around(Class<T> type, T inner) {
    Object proxy =
        Proxy.newProxyInstance(
            Objects.requireNonNull(type.getClassLoader()),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              effects.readLock().lock();
              try {
                look();
                Object result = method.invoke(inner, arguments);
                look();
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                effects.readLock().unlock();
              }
            });
    return type.cast(proxy);
  }
}
