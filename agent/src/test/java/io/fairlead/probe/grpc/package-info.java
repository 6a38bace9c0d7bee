@NullMarked
package io.fairlead.probe.grpc;

import org.jspecify.annotations.NullMarked;
