/**
 * The gRPC health protocol, {@code grpc.health.v1.Health/Check}, over as much HTTP/2 (RFC 9113) as
 * one call takes. Never here: streams, flow control beyond one small answer, header decoding.
 */
@NullMarked
package io.fairlead.probe.grpc;

import org.jspecify.annotations.NullMarked;
