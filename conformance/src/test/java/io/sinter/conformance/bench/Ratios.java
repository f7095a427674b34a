package io.sinter.conformance.bench;

import com.google.gson.Gson;
import io.sinter.check.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Sinter beside ONNX Runtime, as a table.
///
/// The engines take turns, round by round, so that both meet the same machine; figures are medians. A ratio is
/// ONNX Runtime's time divided by Sinter's: above 1 Sinter is faster.
///
/// ```
/// mvn -Pbench -q verify -Dbench.main=io.sinter.conformance.bench.Ratios "-Dbench=--rounds 3 --json ratios.json MATMUL"
/// ```
public final class Ratios {
  private static final String USAGE = "Ratios [--quick] [--rounds N] [--threads N,N] [--target NAME]"
      + " [--json FILE] [WORKLOAD...]";

  private final List<Workload> workloads;
  private final List<Integer> threads;
  private final int rounds;
  private final boolean quick;
  private final String target;

  /// @param quick measures in this JVM for a moment, instead of with JMH in fresh ones
  /// @param target what Sinter compiles for; a device has as many threads as it has, whatever ONNX Runtime gets
  Ratios(List<Workload> workloads, List<Integer> threads, int rounds, boolean quick, String target) {
    this.workloads = workloads;
    this.threads = threads;
    this.rounds = rounds;
    this.quick = quick;
    this.target = target;
  }

  /// One line of the table.
  ///
  /// @param ratio ONNX Runtime's time divided by Sinter's
  /// @param gflops Sinter's rate; 0 where nothing is contracted
  /// @param peak what part that is of the rate of fused multiply-adds alone on as many cores
  record Row(String workload, int threads, double sinterMs, double onnxRuntimeMs, double ratio, double gflops,
      double peak) {}

  public static void main(String[] args) throws IOException {
    var workloads = new ArrayList<Workload>();
    var threads = List.of(1, 2);
    int rounds = 3;
    boolean quick = false;
    var target = "jvm";
    var json = Optional.<Path>empty();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> quick = true;
        case "--rounds" -> rounds = Integer.parseInt(args[++i]);
        case "--threads" -> threads = Arrays.stream(args[++i].split(",")).map(Integer::valueOf).toList();
        case "--target" -> target = args[++i];
        case "--json" -> json = Optional.of(Path.of(args[++i]));
        case "--help" -> {
          System.out.println(USAGE);
          return;
        }
        default -> workloads.add(Workload.valueOf(args[i].toUpperCase(Locale.ROOT)));
      }
    }
    var all = workloads.isEmpty() ? List.of(Workload.values()) : workloads;
    var rows = new Ratios(all, threads, rounds, quick, target).rows();
    if (json.isPresent()) {
      Json.write(json.get(), new Gson().toJsonTree(rows));
    }
  }

  /// Measures, and prints each line when it is known.
  List<Row> rows() {
    double peak = io.sinter.report.Machine.of(1).flops().orElse(0);
    System.out.printf("Fused multiply-adds on one core: %.1f GFLOP/s%n", peak / 1e9);
    System.out.printf("%-16s %7s %10s %10s %7s %9s %8s%n",
        "workload", "threads", "Sinter ms", "ORT ms", "ratio", "GFLOP/s", "of peak");
    var rows = new ArrayList<Row>();
    for (var workload : workloads) {
      if (workload.missing().isPresent()) {
        System.out.println(workload + " is left out: " + workload.missing().get());
        continue;
      }
      for (int n : threads) {
        var row = row(workload, n, peak);
        rows.add(row);
        System.out.printf("%-16s %7d %10.4f %10.4f %7.2f %9s %8s%n", row.workload(), n, row.sinterMs(),
            row.onnxRuntimeMs(), row.ratio(), row.gflops() == 0 ? "" : "%.1f".formatted(row.gflops()),
            row.gflops() == 0 ? "" : "%.0f %%".formatted(100 * row.peak()));
      }
    }
    return rows;
  }

  private Row row(Workload workload, int n, double peak) {
    var times = quick ? quick(workload, n) : jmh(workload, n);
    double ours = median(times.get(Engine.SINTER));
    double theirs = median(times.get(Engine.ONNX_RUNTIME));
    double rate = 0;
    return new Row(workload.label(), n, ours, theirs, theirs / ours, rate / 1e9,
        rate / (n * peak));
  }

  private Map<Engine, List<Double>> quick(Workload workload, int n) {
    try (var sample = workload.sample()) {
      return QuickTimes.of(sample, n, rounds, target);
    }
  }

  static double median(List<Double> times) {
    var sorted = times.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  /// Milliseconds per run, one figure for each round.
  private Map<Engine, List<Double>> jmh(Workload workload, int n) {
    var times = new EnumMap<Engine, List<Double>>(Engine.class);
    for (int round = 0; round < rounds; round++) {
      for (var engine : Engine.values()) {
        var options = new OptionsBuilder().include(PeerBenchmark.class.getName() + ".run")
            .param("workload", workload.name()).param("engine", engine.name()).param("threads", Integer.toString(n))
            .param("target", target)
            .verbosity(VerboseMode.SILENT).shouldFailOnError(true).build();
        try {
          var result = new Runner(options).runSingle().getPrimaryResult();
          times.computeIfAbsent(engine, e -> new ArrayList<>()).add(result.getStatistics().getPercentile(50) / 1e3);
        } catch (RunnerException e) {
          throw new IllegalStateException(workload + " on " + engine, e);
        }
      }
    }
    return times;
  }
}
