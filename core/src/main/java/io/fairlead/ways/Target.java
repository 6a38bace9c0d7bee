package io.fairlead.ways;

import io.fairlead.model.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Another node that packets may go to by a plain route or in UDP, and whom to ask which of them
 * carries. What answers at these addresses is the node's kernel.
 *
 * @param node its name
 * @param address where packets for it go
 * @param byRoute an address of it that is reached by a plain route alone, or null: then {@code
 *     whyNot} says why none is
 * @param routeOctets the size of a packet that must pass by the route, its IP header included
 * @param byOverlay an address of it that is reached in UDP alone, or null
 * @param overlayOctets the same for what goes in UDP
 */
public record Target(
    String node,
    IpAddress address,
    @Nullable IpAddress byRoute,
    String whyNot,
    int routeOctets,
    @Nullable IpAddress byOverlay,
    int overlayOctets) {}
