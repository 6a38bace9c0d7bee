/**
 * The kernel's BPF machine: maps, programs, and links that hold a program at a place of the kernel,
 * all of which may be pinned to files so that they outlive whoever made them.
 *
 * <p>Lives here: bpf(2), its structures, and what is said where the kernel refuses or lacks
 * something. Never here: what a program does ({@code wire.bpf} writes it) or what a map means.
 */
@NullMarked
package io.fairlead.linux.bpf;

import org.jspecify.annotations.NullMarked;
