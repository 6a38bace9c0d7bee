package io.fairlead.spi;

import io.fairlead.model.Cause;

/**
 * A fact kept for {@code explain}: why a container was not registered, why one went.
 *
 * @param subject the container's, service's or source's name, as a person would ask for it
 * @param cause what happened, and when
 */
public record Remark(String subject, Cause cause) {}
