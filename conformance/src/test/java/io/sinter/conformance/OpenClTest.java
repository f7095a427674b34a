package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.conformance.Zoo.Animal;
import io.sinter.ir.Function;
import io.sinter.ir.Text;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.runtime.Cancellation;
import io.sinter.runtime.Cancelled;
import io.sinter.runtime.DeadlineExceeded;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Models on an OpenCL device.
class OpenClTest {
  private static final CompileOptions DEVICE = CompileOptions.DEFAULTS.withTarget(OpenCl.TARGET);
  private static final int RUNS = 10_000;
  private static final Pattern RANGE = Pattern.compile("^([0-9a-f]+)-[0-9a-f]+ ");
  private static final long HEAP_ENDS = 1L << 36;

  static List<Animal> zoo() {
    return Zoo.all();
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void resultsHaveTheBitsOfTheJvm(Animal animal) {
    OpenCl.exact();
    try (var device = Sinter.compile(animal.function(), DEVICE);
        var host = Sinter.compile(animal.function(), CompileOptions.DEFAULTS.withTarget("jvm-scalar"))) {
      for (var mode : List.of(Mode.TAME, Mode.WILD)) {
        var inputs = animal.inputs(mode);
        var expected = host.run(inputs);
        for (int run = 0; run < 2; run++) {
          var actual = device.run(inputs);
          for (int i = 0; i < expected.size(); i++) {
            assertThat(Bits.difference(actual.get(i), expected.get(i))).as("%s inputs, run %d", mode, run).isEmpty();
          }
        }
      }
    }
  }

  private static List<Tensor> image(int batch) {
    var pixels = new float[64 * batch];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i * 7919 + batch) % 17 / 16f;
    }
    return List.of(Tensor.of(pixels, batch, 1, 8, 8));
  }

  @Test
  void oneCompilationServesEverySize() {
    OpenCl.exact();
    try (var device = (KernelModel) Sinter.compile(Zoo.digits(), DEVICE);
        var host = Sinter.compile(Zoo.digits(), CompileOptions.DEFAULTS.withTarget("jvm-scalar"))) {
      var code = device.code().values().stream().map(Arrays::hashCode).toList();
      for (int batch : new int[] {1, 2, 3, 17, 64, 5, 1, 360}) {
        assertThat(device.run(image(batch))).as("batch %d", batch).isEqualTo(host.run(image(batch)));
      }
      assertThat(device.compileCount()).isEqualTo(1);
      assertThat(device.code().values().stream().map(Arrays::hashCode).toList()).isEqualTo(code);
    }
  }

  private static final Function STEP = Text.parse("""
      function step(%x: f32[n, 4]) -> (y: f32[n, 4]) {
        %0 = tanh(%x) : f32[n, 4]
        %1 = reduce(%0) combiner(add) axes(1) : f32[n]
        %2 = broadcast(%1) shape(n, 4) axes(0) : f32[n, 4]
        %3 = sub(%x, %2) : f32[n, 4]
        return %3
      }
      """);

  @Test
  void resultsAreTheInputsOfTheNextRunWhereTheyLie() {
    OpenCl.exact();
    var x = List.of(Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 3, 4));
    try (var device = Sinter.compile(STEP, DEVICE); var host = Sinter.compile(STEP)) {
      var there = device.run(x);
      var here = host.run(x);
      for (int i = 0; i < 20; i++) {
        there = device.run(there);
        here = host.run(here);
        assertThat(there.getFirst().remote()).isPresent();
      }
      assertThat(there).isEqualTo(here);
      assertThat(host.run(there)).isEqualTo(device.run(here));
    }
  }

  @Test
  void threadsShareOneModel() throws Exception {
    OpenCl.device();
    try (var model = Sinter.compile(Zoo.digits(), DEVICE); var pool = Executors.newFixedThreadPool(4)) {
      var expected = IntStream.rangeClosed(1, 5).mapToObj(batch -> model.run(image(batch))).toList();
      var runs = IntStream.range(0, 400).mapToObj(i -> pool.submit(() ->
          model.run(image(1 + i % 5)).equals(expected.get(i % 5)))).toList();
      for (var run : runs) {
        assertThat(run.get()).isTrue();
      }
    }
  }

  @Test
  void limitsHoldAndTheNextRunIsGood() {
    OpenCl.device();
    try (var model = Sinter.compile(Zoo.digits(), DEVICE)) {
      var expected = model.run(image(300));
      assertThatThrownBy(() -> model.run(image(300), RunOptions.DEFAULTS.withDeadline(Duration.ofNanos(1))))
          .isInstanceOf(DeadlineExceeded.class);
      var token = new Cancellation();
      token.cancel();
      assertThatThrownBy(() -> model.run(image(300), RunOptions.DEFAULTS.withCancellation(token)))
          .isInstanceOf(Cancelled.class);
      assertThatThrownBy(() -> model.run(image(300), RunOptions.DEFAULTS.withMemoryBudget(1000)))
          .isInstanceOf(ModelError.class).hasMessageStartingWith("A run needs more memory than it is granted.");
      assertThat(model.run(image(300), RunOptions.DEFAULTS.withDeadline(Duration.ofMinutes(1)))).isEqualTo(expected);
    }
  }

  @Test
  void manyRunsKeepToTheSameMemory() throws IOException {
    OpenCl.device();
    var maps = Path.of("/proc/self/smaps");
    Assumptions.assumeTrue(Files.exists(maps), "the memory of this process cannot be read");
    try (var model = Sinter.compile(Zoo.digits(), DEVICE)) {
      long before = 0;
      for (int run = 0; run < RUNS; run++) {
        model.run(image(1 + run % 3)).getFirst().floats();
        if (run == RUNS / 5) {
          System.gc();
          before = resident(maps);
        }
      }
      System.gc();
      assertThat(resident(maps) - before).as("growth of the process in kB").isLessThan(20_000);
    }
  }

  /// In kB, without the heap of the JVM, which lies in the first addresses and grows as the JVM likes.
  private static long resident(Path maps) throws IOException {
    long sum = 0;
    boolean counts = false;
    for (var line : Files.readAllLines(maps)) {
      var range = RANGE.matcher(line);
      if (range.find()) {
        counts = Long.parseUnsignedLong(range.group(1), 16) >= HEAP_ENDS;
      } else if (counts && line.startsWith("Rss:")) {
        sum += Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return sum;
  }
}
