package io.fairlead.balancer.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.template.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as people have them write what they expect: {@code NAME.want} beside each. */
final class FilesOfPeopleTest {
  private static final Lookup NOWHERE =
      new Lookup() {
        @Override
        public List<String> addresses(String host) {
          return List.of();
        }

        @Override
        public List<Fields> services(String name) {
          return List.of();
        }
      };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nginx-upstreams.ctmpl",
        "haproxy.ctmpl",
        "hosts.ctmpl",
        "bytag.ctmpl",
        "env.ctmpl",
        "config-json.ctmpl",
        "prometheus.ctmpl",
        "pool.ctmpl",
        "texts.ctmpl",
        "node.ctmpl",
        "confd-nginx.tmpl",
        "confd-services.tmpl"
      })
  void isWrittenAsItsToolWritesIt(String file) throws IOException {
    assertEquals(resource(file + ".want"), rendered(file));
  }

  private static String rendered(String file) throws IOException {
    TemplateSpec plain = TemplateSpec.of(Path.of(file), Path.of("out"), "");
    TemplateSpec spec =
        file.endsWith(".ctmpl")
            ? plain
            : new TemplateSpec(
                plain.source(),
                plain.destination(),
                TemplateSpec.Dialect.CONFD,
                "",
                plain.delimiters(),
                "",
                "",
                Duration.ofSeconds(1),
                null,
                null,
                Duration.ZERO,
                Duration.ZERO,
                100);
    Rendering rendering =
        new Renderer(spec, Map.of("APP", "shop"), NOWHERE)
            .render(resource(file), Worlds.shop(), Worlds.NOW);
    return rendering.text() == null ? rendering.waitsFor() : rendering.text();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = FilesOfPeopleTest.class.getResourceAsStream(name)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
