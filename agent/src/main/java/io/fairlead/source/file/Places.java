package io.fairlead.source.file;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Finds where in a YAML or JSON text a field stands: needed only once something is wrong with it.
 */
final class Places {
  private final String wanted;
  private final Deque<Frame> open = new ArrayDeque<>();
  private Position best = Position.START;
  private int bestLength = -1;

  private Places(String wanted) {
    this.wanted = wanted;
  }

  /** A map or list that the walk is in. */
  private static final class Frame {
    private final String path;
    private final boolean map;
    private int index;
    private @Nullable String key;
    private Position keyAt = Position.START;

    private Frame(String path, boolean map) {
      this.path = path;
      this.map = map;
    }
  }

  /** The place of the field of this dotted path, or of the nearest one around it. */
  static Position of(String path, String text) {
    Places places = new Places(path);
    try {
      for (Event event : YamlReader.events(text)) {
        places.take(event);
      }
    } catch (YamlEngineException e) {
      return places.best;
    }
    return places.best;
  }

  private void take(Event event) {
    Position at = Position.of(event.getStartMark());
    switch (event.getEventId()) {
      case Scalar -> {
        Frame frame = open.peek();
        if (frame != null && frame.map && frame.key == null) {
          frame.key = ((ScalarEvent) event).getValue();
          frame.keyAt = at;
        } else {
          enter(at);
        }
      }
      case Alias -> enter(at);
      case MappingStart -> open.push(new Frame(enter(at), true));
      case SequenceStart -> open.push(new Frame(enter(at), false));
      case MappingEnd, SequenceEnd -> open.pop();
      default -> {}
    }
  }

  /** Notes the value that begins here, and returns its path. */
  private String enter(Position at) {
    Frame parent = open.peek();
    if (parent == null) {
      return note("", at);
    }
    if (!parent.map) {
      return note(parent.path + "[" + parent.index++ + "]", at);
    }
    String path = parent.path.isEmpty() ? parent.key : parent.path + "." + parent.key;
    parent.key = null;
    return note(String.valueOf(path), parent.keyAt);
  }

  private String note(String path, Position at) {
    boolean around =
        wanted.equals(path)
            || path.isEmpty()
            || wanted.startsWith(path + ".")
            || wanted.startsWith(path + "[");
    if (around && path.length() > bestLength) {
      best = at;
      bestLength = path.length();
    }
    return path;
  }
}
