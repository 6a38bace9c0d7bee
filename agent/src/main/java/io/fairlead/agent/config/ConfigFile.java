package io.fairlead.agent.config;

import io.fairlead.agent.config.Key.Takes;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the YAML file of settings: {@code key: value}, lists where a key takes several. */
final class ConfigFile {
  private static final long LARGEST = 1024 * 1024;

  private final String name;
  private final List<String> problems;
  private final Map<Key, Setting> settings = new EnumMap<>(Key.class);

  private ConfigFile(String name, List<String> problems) {
    this.name = name;
    this.problems = problems;
  }

  static Map<Key, Setting> read(Path file, List<String> problems) {
    ConfigFile reader = new ConfigFile(file.toString(), problems);
    reader.read(file);
    return reader.settings;
  }

  private void read(Path file) {
    String text;
    try {
      if (Files.size(file) > LARGEST) {
        problems.add(name + ": is larger than 1 MiB; settings are a few lines");
        return;
      }
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      problems.add(name + ": there is no such file; --config names a YAML file of settings");
      return;
    } catch (CharacterCodingException e) {
      problems.add(name + ": is not UTF-8 text");
      return;
    } catch (IOException e) {
      problems.add(name + ": cannot be read: " + e.getMessage());
      return;
    }
    compose(text);
  }

  private void compose(String text) {
    try {
      Optional<Node> root =
          new Compose(LoadSettings.builder().setLabel(name).build()).composeString(text);
      if (root.isEmpty()) {
        return;
      }
      if (root.get() instanceof MappingNode mapping) {
        mapping.getValue().forEach(this::entry);
      } else {
        problems.add(name + ":" + line(root.get()) + ": must be lines of 'key: value'");
      }
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      problems.add(name + ":" + line + ": is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(name + ": is not YAML: " + e.getMessage());
    }
  }

  private void entry(NodeTuple entry) {
    Node keyNode = entry.getKeyNode();
    String typed = keyNode instanceof ScalarNode scalar ? scalar.getValue() : "?";
    Key key = Key.named(typed);
    String where = name + ":" + line(keyNode) + ": ";
    if (key == null) {
      List<String> known = Arrays.stream(Key.values()).map(Key::key).toList();
      problems.add(
          where + Unknown.name("key", typed, known, "fairlead agent --print-config lists all"));
      return;
    }
    if (key == Key.CONFIG) {
      problems.add(where + "a file cannot name another; give --config once");
      return;
    }
    if (settings.containsKey(key)) {
      problems.add(where + key.key() + " is given twice; give it once");
      return;
    }
    List<String> values = values(key, entry.getValueNode());
    if (values == null) {
      problems.add(
          where
              + key.key()
              + " wants "
              + (key.takes() == Takes.LIST ? "a list or " : "")
              + "a value: "
              + key.key()
              + ": "
              + key.placeholder());
      return;
    }
    settings.put(key, new Setting(key, values, new Origin.FileLine(name, line(keyNode))));
  }

  private static @Nullable List<String> values(Key key, Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue().isBlank() ? null : key.split(scalar.getValue());
    }
    if (key.takes() != Takes.LIST || !(node instanceof SequenceNode sequence)) {
      return null;
    }
    List<String> values = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      if (!(item instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
        return null;
      }
      values.add(scalar.getValue().strip());
    }
    return values;
  }

  private static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }
}
