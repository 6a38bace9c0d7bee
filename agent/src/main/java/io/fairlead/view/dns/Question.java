package io.fairlead.view.dns;

import io.fairlead.model.IpAddress;
import io.fairlead.wire.dns.DnsName;

/**
 * What is asked, and by whom.
 *
 * @param type a {@link io.fairlead.wire.dns.RecordType}
 * @param caller whose networks and namespace the answer is for
 */
public record Question(DnsName name, int type, IpAddress caller) {}
