package io.fairlead.view.http;

import io.fairlead.model.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers a name as the agent's DNS does. Thread-safe. */
@FunctionalInterface
public interface Resolver {
  /**
   * The answer.
   *
   * @param name as DNS has it, with or without the dot at its end
   * @param type {@code A}, {@code AAAA}, {@code SRV}, ...
   * @param from who asks: bare names and addresses depend on it
   * @param datacenter the one to answer as, where the name says none; null for the own one
   * @throws io.fairlead.model.InvalidField where the name or the type is none
   */
  Resolution resolve(String name, String type, IpAddress from, @Nullable String datacenter);

  /**
   * An answer.
   *
   * @param status {@code NOERROR}, {@code NXDOMAIN}, ...
   * @param datacenter where it comes from; empty for what is forwarded
   */
  record Resolution(String status, String datacenter, List<Line> answers, List<Line> additionals) {
    public Resolution {
      answers = List.copyOf(answers);
      additionals = List.copyOf(additionals);
    }
  }

  /**
   * One record.
   *
   * @param ttl seconds
   * @param data in the presentation form of zone files
   */
  record Line(String name, String type, long ttl, String data) {}
}
