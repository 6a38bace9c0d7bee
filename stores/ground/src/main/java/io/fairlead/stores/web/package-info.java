/**
 * HTTP/1.1 to the servers of one store, over the JDK's own client.
 *
 * <p>Lives here: which server is asked, deadlines, bounds, streams of lines, and failures in words
 * that name the server. Never here: what a request means to one store.
 */
@NullMarked
package io.fairlead.stores.web;

import org.jspecify.annotations.NullMarked;
