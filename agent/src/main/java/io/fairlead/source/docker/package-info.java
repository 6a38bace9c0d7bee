/**
 * A Docker engine as a source of registrations. See docs/labels.md for what containers can say of
 * themselves.
 *
 * <p>Three parts. The engine: {@link io.fairlead.source.docker.DockerEngine} asks it, and a reader
 * brings its events. The mapping: {@code InspectJson}, {@code Said}, {@code Naming}, {@code
 * Attributes}, {@code Checks}, {@code Reach} and {@code Mapping} are functions from an inspect
 * answer to registrations and remarks. The loop: {@link io.fairlead.source.docker.DockerSource}
 * lets events decide what to look at and inspect decide what is, and tells the sink only
 * differences.
 *
 * <p>Never here: the store, the catalog, health checks that this node runs, other sources.
 */
@NullMarked
package io.fairlead.source.docker;

import org.jspecify.annotations.NullMarked;
