package io.fairlead.source.file;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * One YAML document as maps, lists and scalars, built from the parser's events without recursion.
 * Depth and size are bounded; what an alias repeats counts each time.
 */
final class YamlReader {
  static final int MAX_DEPTH = 64;
  static final int MAX_NODES = 4_000_000;

  private final Deque<Frame> open = new ArrayDeque<>();
  private final Map<String, Anchored> anchors = new HashMap<>();
  private @Nullable Object root;
  private int documents;
  private int nodes;

  private YamlReader() {}

  /** A value that an alias may repeat. */
  private record Anchored(@Nullable Object value, int nodes) {}

  /** A map or list that is not complete yet. */
  private static final class Frame {
    private final Object container;
    private final @Nullable String anchor;
    private final int nodesBefore;
    private @Nullable String key;

    private Frame(Object container, @Nullable String anchor, int nodesBefore) {
      this.container = container;
      this.anchor = anchor;
      this.nodesBefore = nodesBefore;
    }
  }

  /** The document's value; null where it is empty. */
  static @Nullable Object read(String text) throws BrokenText {
    YamlReader reader = new YamlReader();
    try {
      for (Event event : events(text)) {
        reader.take(event);
      }
      return reader.root;
    } catch (MarkedYamlEngineException e) {
      throw new BrokenText(Position.of(e.getProblemMark()), "is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new BrokenText(Position.START, "is not YAML: " + e.getMessage());
    }
  }

  static Iterable<Event> events(String text) {
    return new Parse(LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build())
        .parseString(text);
  }

  private void take(Event event) throws BrokenText {
    Position at = Position.of(event.getStartMark());
    switch (event) {
      case DocumentStartEvent start -> {
        if (++documents > 1) {
          throw new BrokenText(at, "holds a second document; one is all that is read");
        }
      }
      case ScalarEvent scalar -> scalar(scalar, at);
      case AliasEvent alias -> alias(alias, at);
      case MappingStartEvent start -> open(start, new LinkedHashMap<String, Object>(), at);
      case SequenceStartEvent start -> open(start, new ArrayList<Object>(), at);
      default -> {
        Event.ID id = event.getEventId();
        if (id == Event.ID.MappingEnd || id == Event.ID.SequenceEnd) {
          close();
        }
      }
    }
  }

  private void scalar(ScalarEvent scalar, Position at) throws BrokenText {
    String tag = scalar.getTag().orElse("");
    if (!tag.isEmpty() && !tag.equals("tag:yaml.org,2002:str") && !tag.equals("!")) {
      throw new BrokenText(at, "the tag " + tag + " is not understood; leave it out");
    }
    boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN && tag.isEmpty();
    count(1, at);
    Frame frame = open.peek();
    if (frame != null && frame.container instanceof Map<?, ?> map && frame.key == null) {
      if (map.containsKey(scalar.getValue())) {
        throw new BrokenText(at, "'" + scalar.getValue() + "' is given twice; give it once");
      }
      frame.key = scalar.getValue();
      return;
    }
    Object value = plain ? YamlText.value(scalar.getValue()) : scalar.getValue();
    anchor(scalar, value, 1);
    put(value, at);
  }

  private void alias(AliasEvent alias, Position at) throws BrokenText {
    String name = alias.getAlias().getValue();
    Anchored anchored = anchors.get(name);
    if (anchored == null) {
      throw new BrokenText(at, "*" + name + " repeats what is not complete or not there");
    }
    count(anchored.nodes, at);
    put(anchored.value, at);
  }

  private void open(NodeEvent event, Object container, Position at) throws BrokenText {
    if (open.size() >= MAX_DEPTH) {
      throw new BrokenText(at, "is nested deeper than " + MAX_DEPTH + " levels");
    }
    count(1, at);
    put(container, at);
    String anchor = event.getAnchor().map(a -> a.getValue()).orElse(null);
    open.push(new Frame(container, anchor, nodes - 1));
  }

  private void close() {
    Frame frame = open.pop();
    if (frame.anchor != null) {
      anchors.put(frame.anchor, new Anchored(frame.container, nodes - frame.nodesBefore));
    }
  }

  private void anchor(NodeEvent event, @Nullable Object value, int size) {
    event
        .getAnchor()
        .ifPresent(anchor -> anchors.put(anchor.getValue(), new Anchored(value, size)));
  }

  @SuppressWarnings("unchecked") // open() puts nothing else into a frame
  private void put(@Nullable Object value, Position at) throws BrokenText {
    Frame frame = open.peek();
    if (frame == null) {
      root = value;
    } else if (frame.container instanceof List<?> list) {
      ((List<@Nullable Object>) list).add(value);
    } else if (frame.key == null) {
      throw new BrokenText(at, "a name must be plain text, not a list or an object");
    } else {
      ((Map<String, @Nullable Object>) frame.container).put(frame.key, value);
      frame.key = null;
    }
  }

  private void count(int more, Position at) throws BrokenText {
    nodes += more;
    if (nodes > MAX_NODES) {
      throw new BrokenText(at, "holds more than " + MAX_NODES + " values, aliases counted");
    }
  }
}
