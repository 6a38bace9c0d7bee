/**
 * Network namespaces: opened by path or process, made and pinned, and worked in.
 *
 * <p>Lives here: who enters a namespace, and how he comes to no harm. Never here: what is
 * configured in one. A thread that entered one never does anything else.
 */
@NullMarked
package io.fairlead.linux.netns;

import org.jspecify.annotations.NullMarked;
