/**
 * Docker's protocol for network and address drivers, and the book of which of an engine's networks
 * is which of the cluster's.
 *
 * <p>Lives here: the calls of the engine, none of which calls it back, and beside them one thread
 * that compares what the engine has with what the cluster has. Never here: how addresses are chosen
 * or a network is realised.
 */
@NullMarked
package io.fairlead.plugin.docker;

import org.jspecify.annotations.NullMarked;
