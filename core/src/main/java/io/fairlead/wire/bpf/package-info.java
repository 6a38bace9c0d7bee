/**
 * Programs for the kernel's BPF machine as records and bytes: registers, instructions, and an
 * assembler with labels that reads as the program does.
 *
 * <p>Lives here: the encoder, and the layouts of what programs share with whoever fills their maps.
 * Never here: system calls, files, or what a program is for. Everything is in the byte order of
 * little-endian machines, the only ones that Fairlead runs on.
 */
@NullMarked
package io.fairlead.wire.bpf;

import org.jspecify.annotations.NullMarked;
