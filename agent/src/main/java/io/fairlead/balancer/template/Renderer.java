package io.fairlead.balancer.template;

import io.fairlead.template.Function;
import io.fairlead.template.Template;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a template over a world. Pure but for the files and names that a template itself reads. */
final class Renderer {
  private static final int MAX_OUTPUT = 64 << 20;

  private final TemplateSpec spec;
  private final Map<String, String> environment;
  private final Lookup lookup;

  Renderer(TemplateSpec spec, Map<String, String> environment, Lookup lookup) {
    this.spec = spec;
    this.environment = Map.copyOf(environment);
    this.lookup = lookup;
  }

  /**
   * What this text writes.
   *
   * @throws io.fairlead.template.TemplateException where it is no template, or cannot go on
   */
  Rendering render(String text, World world, Instant now) {
    Sight sight = new Sight(world);
    boolean confd = spec.dialect() == TemplateSpec.Dialect.CONFD;
    Template.Options options =
        new Template.Options(
            spec.delimiters(),
            confd ? Template.MissingKey.NOTHING : Template.MissingKey.ZERO,
            MAX_OUTPUT);
    Map<String, Function> functions =
        confd
            ? new ConfdFunctions(sight, spec.prefix(), environment, now, lookup).all()
            : consulTemplate(sight, now);
    Template template = Template.parse(spec.source().toString(), text, functions, options);
    String written = null;
    String waitsFor = "";
    try {
      written = template.render(null);
    } catch (KeyFunctions.Missing e) {
      waitsFor = String.valueOf(e.getMessage());
    }
    Map<Dependency, @Nullable Object> asked = new LinkedHashMap<>();
    sight.asked().forEach(one -> asked.put(one, one.in(world)));
    return new Rendering(written, waitsFor, asked);
  }

  private Map<String, Function> consulTemplate(Sight sight, Instant now) {
    Map<String, Function> all = new HashMap<>(TextFunctions.ALL);
    all.putAll(NumberFunctions.ALL);
    all.putAll(ListFunctions.ALL);
    all.putAll(CodecFunctions.ALL);
    all.putAll(RefusedFunctions.ALL);
    all.putAll(new CatalogFunctions(sight).all());
    all.putAll(new KeyFunctions(sight).all());
    all.putAll(new SurroundingFunctions(environment, now).all());
    return all;
  }
}
