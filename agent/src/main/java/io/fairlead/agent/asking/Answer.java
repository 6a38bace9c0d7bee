package io.fairlead.agent.asking;

import io.fairlead.json.Fields;
import io.fairlead.model.InvalidField;
import io.fairlead.spi.Trace;
import io.fairlead.spi.Trace.Step;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node answers.
 *
 * @param steps what it saw on its side
 * @param refused why it did not look, or empty
 */
public record Answer(List<Step> steps, String refused) {
  private static final int MOST_STEPS = 32;
  private static final int LONGEST = 1000;

  public Answer {
    steps = List.copyOf(steps.subList(0, Math.min(MOST_STEPS, steps.size())));
    refused = cut(refused);
  }

  /** What was seen. */
  public static Answer of(List<Step> steps) {
    return new Answer(steps, "");
  }

  /** Nobody looked. */
  public static Answer refusing(String why) {
    return new Answer(List.of(), why);
  }

  /** The question with this answer. */
  byte[] encode(Question question) {
    JsonWriter out = question.encode(new JsonWriter().beginObject()).flag("answered", true);
    out.textUnlessEmpty("refused", refused).name("steps").beginArray();
    for (Step step : steps) {
      out.beginObject().text("step", cut(step.name())).text("state", Fields.word(step.state()));
      out.text("found", cut(step.found())).text("mend", cut(step.mend())).endObject();
    }
    return out.endArray().endObject().bytes();
  }

  /**
   * Reads one.
   *
   * @return null where nobody has answered yet
   * @throws InvalidField where it is none
   */
  static @Nullable Answer decode(byte[] value) {
    Fields fields = Fields.lenient(Json.parse(value));
    if (!fields.flagOr("answered", false)) {
      return null;
    }
    List<Step> steps = new ArrayList<>();
    for (Fields step : fields.objects("steps")) {
      steps.add(
          new Step(
              cut(step.text("step")),
              step.wordOr("state", Trace.State.class, Trace.State.SKIPPED),
              cut(step.textOr("found", "")),
              cut(step.textOr("mend", ""))));
    }
    return new Answer(steps, fields.textOr("refused", ""));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
