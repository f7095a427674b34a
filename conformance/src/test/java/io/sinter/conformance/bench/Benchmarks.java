package io.sinter.conformance.bench;

import io.sinter.conformance.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/// Measures all that `docs/BENCHMARKS.md` says, and writes its tables anew; what stands around them stays.
///
/// ```
/// mvn -Pbench -q verify -Dbench.main=io.sinter.conformance.bench.Benchmarks
/// ```
public final class Benchmarks {
  private static final String USAGE = """
      Benchmarks [--rounds N] [--threads N,N] [--results FILE] [--document FILE] [PART...] [WORKLOAD...]
        --rounds N       how often (default: 3); a round is five turns of a tenth of a second for each engine
        --threads        of both engines (default: 1,2)
        --results FILE   figures that are kept from one call to the next (default: conformance/target/benchmarks.json)
        --document FILE  whose tables are written (default: docs/BENCHMARKS.md)
        PART             ratios, scalar (without the Vector API), start (new processes) or bits (all forms of the kernels
                         on several threads); all where none is named, and none only writes the tables
        WORKLOAD         all where none is named; of\s""" + Arrays.toString(Workload.values());

  private static final Set<String> PARTS = Set.of("ratios", "scalar", "start", "bits", "none");

  /// What the parts other than ratios are measured with.
  private static final List<Workload> FEW = List.of(Workload.RESNET50, Workload.MOBILENET_V2);
  private static final int PROCESSES = 5;

  private Benchmarks() {}

  public static void main(String[] args) throws IOException {
    var parts = new ArrayList<String>();
    var workloads = new ArrayList<Workload>();
    var threads = List.of(1, 2);
    int rounds = 3;
    var file = Checkout.root().resolve("conformance/target/benchmarks.json");
    var document = Checkout.root().resolve("docs/BENCHMARKS.md");
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--rounds" -> rounds = Integer.parseInt(args[++i]);
        case "--threads" -> threads = Arrays.stream(args[++i].split(",")).map(Integer::valueOf).toList();
        case "--results" -> file = Path.of(args[++i]);
        case "--document" -> document = Path.of(args[++i]);
        case "--help" -> {
          System.out.println(USAGE);
          return;
        }
        default -> {
          if (PARTS.contains(args[i])) {
            parts.add(args[i]);
          } else {
            workloads.add(Workload.valueOf(args[i].toUpperCase(Locale.ROOT)));
          }
        }
      }
    }
    var all = workloads.isEmpty() ? List.of(Workload.values()) : workloads;
    var few = workloads.isEmpty() ? FEW : workloads;
    var results = Results.read(file);
    if (parts.isEmpty() || parts.contains("ratios")) {
      results = ratios(results, all, threads, rounds, "jvm", file);
    }
    if (parts.isEmpty() || parts.contains("scalar")) {
      results = ratios(results, few, List.of(1), 1, "jvm-scalar", file);
    }
    if (parts.isEmpty() || parts.contains("start")) {
      results = starts(results, few, file);
    }
    if (parts.isEmpty() || parts.contains("bits")) {
      results = bits(results, all, file);
    }
    Files.writeString(document, new Tables(results).into(Files.readString(document)));
  }

  private static Results ratios(Results results, List<Workload> workloads, List<Integer> threads, int rounds,
      String target, Path file) {
    var now = new AtomicReference<>(results);
    new Ratios(workloads, threads, rounds, true, target).measure(row -> now.updateAndGet(r -> r.with(row)).write(file));
    return now.get();
  }

  private static Results bits(Results results, List<Workload> workloads, Path file) {
    var now = results;
    for (var workload : workloads) {
      if (workload.missing().isEmpty()) {
        try (var sample = workload.sample()) {
          var same = SameBits.of(sample, true);
          System.out.println(same);
          now = now.with(same);
          now.write(file);
        }
      }
    }
    return now;
  }

  private static Results starts(Results results, List<Workload> workloads, Path file) throws IOException {
    var now = results;
    for (var workload : workloads) {
      try (var sample = workload.sample()) {
        for (var engine : Engine.values()) {
          var start = Start.of(workload, sample, engine, PROCESSES);
          System.out.println(start);
          now = now.with(start);
          now.write(file);
        }
      }
    }
    return now;
  }
}
