package io.fairlead.linux.sys;

/** Waiting for threads that hold something of the kernel's. */
public final class Threads {
  private Threads() {}

  /** Waits until a thread has ended, unless it is the caller; interrupts are kept for later. */
  public static void awaitEnd(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive() && !thread.equals(Thread.currentThread())) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
