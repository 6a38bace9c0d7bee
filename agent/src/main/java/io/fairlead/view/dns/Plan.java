package io.fairlead.view.dns;

import io.fairlead.model.IpPrefix;
import io.fairlead.wire.dns.Answer;
import java.util.List;

/**
 * An answer and what it hangs on.
 *
 * @param reads while all of them hold, the same question gets the same answer
 * @param networks callers in the same of these get the same answer; for bare names, the very same
 *     caller only
 * @param place the datacenter that it comes from
 * @param lasting whether the catalog bounds how many such answers there can be; false where
 *     strangers could ask for ever new ones
 */
record Plan(
    Answer answer, int place, List<Lookups.Read> reads, List<IpPrefix> networks, boolean lasting) {}
