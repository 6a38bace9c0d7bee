/** What the Docker source makes of containers: tables over recorded answers, and real engines. */
@NullMarked
package io.fairlead.source.docker;

import org.jspecify.annotations.NullMarked;
