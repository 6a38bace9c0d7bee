/**
 * nftables through libnftables: commands in its language or in JSON, answers in JSON.
 *
 * <p>Lives here: the library's context and its errors. Never here: what is filtered.
 */
@NullMarked
package io.fairlead.linux.nft;

import org.jspecify.annotations.NullMarked;
