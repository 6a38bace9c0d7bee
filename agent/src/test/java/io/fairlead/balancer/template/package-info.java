/** Specifications of files that are kept by templates. */
@NullMarked
package io.fairlead.balancer.template;

import org.jspecify.annotations.NullMarked;
