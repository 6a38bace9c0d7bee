/**
 * Real hosts for tests: each has network, mount, process and name spaces of its own and a real
 * Docker engine, and all hang on one bridge; so do machines without an engine, for other servers.
 * Needs root, {@code dockerd}, {@code docker}, {@code ip}, {@code nsenter}, {@code unshare} and a
 * static {@code busybox}; it fails, and says so, where one is missing.
 *
 * <p>Lives here: starting, disturbing and ending hosts, engines, containers and processes on them.
 * Never here: anything that knows Fairlead's own model or agent.
 */
@NullMarked
package io.fairlead.testkit.lab;

import org.jspecify.annotations.NullMarked;
