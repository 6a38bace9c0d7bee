/**
 * Certificates for servers and clients in tests, made when they are needed.
 *
 * <p>Lives here: an authority and what it issues, as PEM files. Never here: a certificate that is
 * kept in the repository.
 */
@NullMarked
package io.fairlead.testkit.tls;

import org.jspecify.annotations.NullMarked;
