package io.fairlead.view.http;

import io.fairlead.transport.server.Answer;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Metrics in the text formats of Prometheus. Nothing of it is loaded before the first scrape. */
final class Exposition {
  private static final ExpositionFormats FORMATS = ExpositionFormats.init();

  private Exposition() {}

  /** All figures, in the format that {@code accept} asks for. */
  static Answer of(List<MetricSource> sources, @Nullable String accept) {
    Collected collected = new Collected();
    sources.forEach(source -> source.read(collected));
    ExpositionFormatWriter writer = FORMATS.findWriter(accept);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out, collected.snapshots());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return Answer.of(200, writer.getContentType(), out.toByteArray());
  }

  private static final class Collected implements MetricSource.Metrics {
    private final Map<String, String> help = new LinkedHashMap<>();
    private final Map<String, List<CounterDataPointSnapshot>> counters = new LinkedHashMap<>();
    private final Map<String, List<GaugeDataPointSnapshot>> gauges = new LinkedHashMap<>();
    private final Map<String, List<HistogramDataPointSnapshot>> histograms = new LinkedHashMap<>();

    @Override
    public void counter(String name, String about, Number value, String... labels) {
      help.put(name, about);
      counters
          .computeIfAbsent(name, key -> new ArrayList<>())
          .add(new CounterDataPointSnapshot(value.doubleValue(), Labels.of(labels), null, 0));
    }

    @Override
    public void gauge(String name, String about, Number value, String... labels) {
      help.put(name, about);
      gauges
          .computeIfAbsent(name, key -> new ArrayList<>())
          .add(new GaugeDataPointSnapshot(value.doubleValue(), Labels.of(labels), null));
    }

    @Override
    public void histogram(
        String name, String about, MetricSource.Buckets buckets, String... labels) {
      help.put(name, about);
      double[] bounds = Arrays.copyOf(buckets.bounds(), buckets.bounds().length + 1);
      bounds[bounds.length - 1] = Double.POSITIVE_INFINITY;
      Number[] counts = Arrays.stream(buckets.counts()).boxed().toArray(Number[]::new);
      histograms
          .computeIfAbsent(name, key -> new ArrayList<>())
          .add(
              new HistogramDataPointSnapshot(
                  ClassicHistogramBuckets.of(bounds, counts),
                  buckets.sum(),
                  Labels.of(labels),
                  Exemplars.EMPTY,
                  0));
    }

    MetricSnapshots snapshots() {
      List<MetricSnapshot> all = new ArrayList<>();
      counters.forEach(
          (name, points) -> {
            CounterSnapshot.Builder snapshot = CounterSnapshot.builder().name(name);
            points.forEach(snapshot::dataPoint);
            all.add(snapshot.help(help.get(name)).build());
          });
      gauges.forEach(
          (name, points) -> {
            GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name);
            points.forEach(snapshot::dataPoint);
            all.add(snapshot.help(help.get(name)).build());
          });
      histograms.forEach(
          (name, points) -> {
            HistogramSnapshot.Builder snapshot = HistogramSnapshot.builder().name(name);
            points.forEach(snapshot::dataPoint);
            all.add(snapshot.help(help.get(name)).build());
          });
      return new MetricSnapshots(all);
    }
  }
}
