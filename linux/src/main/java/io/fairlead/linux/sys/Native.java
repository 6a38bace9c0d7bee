package io.fairlead.linux.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** How functions of C are found and how their error number is kept. */
@SuppressWarnings("restricted") // this module is the room for it
public final class Native {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO_AT =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> STATES =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

  private Native() {}

  /** A function of the C library; its first argument is {@link #state}. */
  static MethodHandle libc(String name, FunctionDescriptor descriptor, Linker.Option... more) {
    Linker.Option[] options = new Linker.Option[more.length + 1];
    options[0] = ERRNO;
    System.arraycopy(more, 0, options, 1, more.length);
    return LINKER.downcallHandle(
        LINKER.defaultLookup().find(name).orElseThrow(), descriptor, options);
  }

  /** A function of another library, which keeps no error number. */
  public static MethodHandle function(
      SymbolLookup library, String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(library.find(name).orElseThrow(), descriptor);
  }

  /** Whether a shared library is installed; it is loaded for a moment. */
  public static boolean hasLibrary(String name) {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup _ = SymbolLookup.libraryLookup(name, arena);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Where the calling thread's last call leaves its error number. */
  static MemorySegment state() {
    return STATES.get();
  }

  /** The error number of the calling thread's last call, where that failed. */
  static int errno() {
    return STATES.get().get(JAVA_INT, ERRNO_AT);
  }

  /** What a call of a handle throws: nothing that is meant to happen. */
  public static Error impossible(Throwable thrown) {
    return switch (thrown) {
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      default -> new AssertionError(thrown);
    };
  }
}
