package io.sinter.conformance.bench;

import com.google.gson.Gson;
import io.sinter.check.Json;
import io.sinter.report.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Sinter beside ONNX Runtime, as a table.
///
/// The engines take turns, turn by turn, so that both meet the same machine; a figure is the median of its turns, each
/// the median of its runs. ONNX Runtime with several threads is not always equally fast on small models: its fastest
/// and slowest turn are shown, and what it is judged by is the fastest. A ratio is ONNX Runtime's time divided by
/// Sinter's: above 1 Sinter is faster.
///
/// ```
/// mvn -Pbench -q verify -Dbench.main=io.sinter.conformance.bench.Ratios "-Dbench=--rounds 3 --json ratios.json MATMUL"
/// ```
public final class Ratios {
  private static final String USAGE = """
      Ratios [--quick] [--rounds N] [--threads N,N] [--target NAME] [--json FILE] [WORKLOAD...]
        --quick      measure in this process, instead of with JMH in fresh ones
        --rounds N   how often (default: 3); a round of --quick is five turns of a tenth of a second for each engine
        --threads    of both engines (default: 1,2)
        --target     what Sinter compiles for (default: jvm)
        --json FILE  write the figures to FILE
        WORKLOAD     of\s""" + Arrays.toString(Workload.values());

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
  /// @param fastMs ONNX Runtime at its fastest
  /// @param slowMs ONNX Runtime at its slowest
  /// @param flops floating point operations of a run, counted in Sinter's kernels
  /// @param bytes that those kernels read and write, each element once
  /// @param peak floating point operations per second that as many threads of this machine do at most; 0 if not known
  /// @param bandwidth bytes per second that they read at most
  record Row(String workload, String target, int threads, double sinterMs, double fastMs, double slowMs, double flops,
      double bytes, double peak, double bandwidth) {
    double ratio() {
      return fastMs / sinterMs;
    }

    double flopRate() {
      return flops / sinterMs * 1e3;
    }

    double byteRate() {
      return bytes / sinterMs * 1e3;
    }

    /// The part of the machine's rate of operations.
    double ofPeak() {
      return peak > 0 ? flopRate() / peak : 0;
    }

    /// The part of the machine's bandwidth; what lies in caches may be above 1.
    double ofBandwidth() {
      return byteRate() / bandwidth;
    }
  }

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
    var rows = new ArrayList<Row>();
    measure(rows::add);
    return rows;
  }

  /// @param known gets each line when it is known
  void measure(Consumer<Row> known) {
    for (int n : threads) {
      System.out.printf("%d thread%s: %.1f GFLOP/s, reads %.1f GB/s%n", n, n == 1 ? "" : "s",
          Machine.of(n).flops().orElse(0) / 1e9, Machine.of(n).bandwidth() / 1e9);
    }
    System.out.printf("%-18s %7s %10s %10s %10s %7s %9s %8s %7s %8s%n", "workload", "threads", "Sinter ms", "ORT ms",
        "slow", "ratio", "GFLOP/s", "of peak", "GB/s", "of read");
    for (var workload : workloads) {
      if (workload.missing().isPresent()) {
        System.out.println(workload + " is left out: " + workload.missing().get());
        continue;
      }
      try (var sample = workload.sample(); var ours = Peer.OfSinter.load(sample, 1, target)) {
        for (int n : threads) {
          var row = row(workload, sample, ours.with(n), n);
          known.accept(row);
          System.out.printf("%-18s %7d %10.4f %10.4f %10.4f %7.2f %9.1f %6.0f %% %7.1f %6.0f %%%n", row.workload(), n,
              row.sinterMs(), row.fastMs(), row.slowMs(), row.ratio(), row.flopRate() / 1e9, 100 * row.ofPeak(),
              row.byteRate() / 1e9, 100 * row.ofBandwidth());
        }
      }
    }
  }

  private Row row(Workload workload, Sample sample, Peer.OfSinter ours, int n) {
    var times = quick ? Times.turns(sample, ours, n, rounds) : jmh(workload, ours, n);
    return new Row(sample.name(), target, n, median(times.sinter()), Collections.min(times.onnxRuntime()),
        Collections.max(times.onnxRuntime()), times.flops(), times.bytes(), Machine.of(n).flops().orElse(0),
        Machine.of(n).bandwidth());
  }

  static double median(List<Double> times) {
    var sorted = times.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  private Times jmh(Workload workload, Peer.OfSinter ours, int n) {
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
    var work = ours.work();
    return new Times(times.get(Engine.SINTER), times.get(Engine.ONNX_RUNTIME), work.flops(), work.bytes());
  }
}
