package io.fairlead.wire.dns;

import java.util.List;

/**
 * What is said to a question, before it becomes a message.
 *
 * @param code a {@link ResponseCode}
 * @param additional addresses of the names that {@code answers} point to
 */
public record Answer(
    int code, List<DnsRecord> answers, List<DnsRecord> authority, List<DnsRecord> additional) {
  public Answer {
    answers = List.copyOf(answers);
    authority = List.copyOf(authority);
    additional = List.copyOf(additional);
  }
}
