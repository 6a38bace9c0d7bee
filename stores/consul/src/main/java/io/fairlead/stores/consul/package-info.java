/**
 * The store on Consul's key-value store, over its HTTP API.
 *
 * <p>Lives here: requests and answers of {@code /v1/txn} and {@code /v1/kv}. Never here: how a
 * store is kept in keys; Consul's catalog of services; its sessions.
 */
@NullMarked
package io.fairlead.stores.consul;

import org.jspecify.annotations.NullMarked;
