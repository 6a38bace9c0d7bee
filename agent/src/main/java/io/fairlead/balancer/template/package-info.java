/**
 * Files that are kept in step with the catalog by templates, as consul-template and confd keep
 * them.
 *
 * <p>Lives here: what templates may ask of the catalog and of keys, the functions of both tools,
 * what a file depends on, how it is written, checked, made known and rolled back. Never here: the
 * language itself, how a snapshot comes to be, what a product's configuration looks like.
 */
@NullMarked
package io.fairlead.balancer.template;

import org.jspecify.annotations.NullMarked;
