package io.fairlead.wire.dns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Packs one answer: additional records in groups by name, answer records ordered by group. */
final class Packer {
  /** Octets of answer records at most; four times what the largest message holds. */
  static final int MAX_ANSWER_BYTES = 4 * Wire.MAX_TCP;

  private static final int NONE = -1;

  private final DnsName question;
  private final Answer answer;
  private final RecordWriter writer;
  private final Map<DnsName, Group> byName = new LinkedHashMap<>();
  private int serialAt = NONE;

  Packer(DnsName question, Answer answer) {
    this.question = question;
    this.answer = answer;
    writer = new RecordWriter(question);
    for (DnsRecord record : answer.additional()) {
      byName.computeIfAbsent(record.name(), name -> new Group(byName.size())).records.add(record);
    }
  }

  PackedAnswer pack() {
    List<DnsRecord> ordered =
        answer.answers().stream().sorted(Comparator.comparingInt(this::groupOf)).toList();
    int[] starts = new int[ordered.size() + 1];
    int packed = 0;
    while (packed < ordered.size() && writer.size() < MAX_ANSWER_BYTES) {
      write(ordered.get(packed));
      packed++;
      starts[packed] = writer.size();
    }
    List<DnsRecord> kept = ordered.subList(0, packed);
    answer.authority().forEach(this::write);

    int[] groupStarts = new int[byName.size() + 1];
    int[] groupCounts = new int[byName.size() + 1];
    groupStarts[0] = writer.size();
    for (Group group : byName.values()) {
      group.records.forEach(this::write);
      groupStarts[group.index + 1] = writer.size();
      groupCounts[group.index + 1] = groupCounts[group.index] + group.records.size();
    }
    return new PackedAnswer(
        answer.code(),
        writer.behindQuestion(),
        question.length(),
        Arrays.copyOf(starts, packed + 1),
        kept.stream().mapToInt(this::groupOf).toArray(),
        groupStarts,
        groupCounts,
        answer.authority().size(),
        serialAt);
  }

  private void write(DnsRecord record) {
    writer.write(record);
    if (record.data() instanceof RecordData.Soa) {
      serialAt = writer.serialOfLast();
    }
  }

  private int groupOf(DnsRecord record) {
    DnsName target =
        switch (record.data()) {
          case RecordData.Srv srv -> srv.target();
          case RecordData.Ns ns -> ns.server();
          default -> null;
        };
    @Nullable Group group = target == null ? null : byName.get(target);
    return group == null ? NONE : group.index;
  }

  private static final class Group {
    private final int index;
    private final List<DnsRecord> records = new ArrayList<>();

    private Group(int index) {
      this.index = index;
    }
  }
}
