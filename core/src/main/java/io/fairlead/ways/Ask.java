package io.fairlead.ways;

import io.fairlead.model.IpAddress;

/**
 * A question to send: an echo request that must not be cut.
 *
 * @param number tells its answer from others; 32 bits
 * @param octets of the whole packet, its IP header included
 */
public record Ask(int number, IpAddress to, int octets) {}
