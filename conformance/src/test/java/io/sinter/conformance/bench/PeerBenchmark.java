package io.sinter.conformance.bench;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// One run of a model. Before anything is measured, the engine's output is compared with the other engine's.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PeerBenchmark {
  @Param
  Workload workload = Workload.MATMUL;

  @Param
  Engine engine = Engine.SINTER;

  @Param({"1", "2"})
  int threads = 1;

  @Param("jvm")
  String target = "jvm";

  private @Nullable Peer peer;

  @Setup
  public void load() {
    try (var sample = workload.sample()) {
      var loaded = engine.load(sample, threads, target);
      peer = loaded;
      loaded.awaitReady();
      try (var reference = engine.other().load(sample, threads, target)) {
        sample.requireAgreement(loaded.outputs(), reference.outputs());
      }
    }
  }

  @TearDown
  public void close() {
    Objects.requireNonNull(peer).close();
  }

  @Benchmark
  public int run() {
    return Objects.requireNonNull(peer).run();
  }
}
