package io.sinter.conformance.bench;

import com.sun.management.ThreadMXBean;
import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.conformance.OnnxRuntime;
import io.sinter.onnx.OnnxModel;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// What a process of its own runs: one engine with one model, whose only input is of f32.
///
/// It prints a line for the first result, then one with what was measured later: milliseconds of compiling, megabytes
/// that were resident at most (0 where the system does not say), and bytes that a run allocates on the heap.
public final class FreshProcess {
  private static final int WARM = 20;
  private static final int COUNTED = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private FreshProcess() {}

  /// @param args the engine, the model's file, and the shape of its input
  public static void main(String[] args) throws IOException {
    var file = Path.of(args[1]);
    var shape = Arrays.stream(args).skip(2).mapToLong(Long::parseLong).toArray();
    switch (Engine.valueOf(args[0])) {
      case SINTER -> sinter(file, shape);
      case ONNX_RUNTIME -> onnxRuntime(file, shape);
    }
  }

  private static float[] ones(long... shape) {
    var values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
    Arrays.fill(values, 1);
    return values;
  }

  private static void sinter(Path file, long... shape) throws IOException {
    long start = System.nanoTime();
    var model = (KernelModel) Sinter.compile(OnnxModel.read(file).function(), CompileOptions.DEFAULTS);
    double compiled = (System.nanoTime() - start) / 1e6;
    var inputs = List.of(Tensor.of(ones(shape), shape));
    first(model.run(inputs, RunOptions.DEFAULTS).getFirst().floats());
    model.awaitReady(PATIENCE);
    rest(compiled, () -> model.run(inputs, RunOptions.DEFAULTS));
  }

  private static void onnxRuntime(Path file, long... shape) throws IOException {
    long start = System.nanoTime();
    var engine = OnnxRuntime.load(file, Runtime.getRuntime().availableProcessors());
    double compiled = (System.nanoTime() - start) / 1e6;
    var input = engine.tensor(FloatBuffer.wrap(ones(shape)), shape);
    first(engine.first(input));
    rest(compiled, () -> engine.first(input));
  }

  private static void first(float[] result) {
    System.out.println("first " + result.length);
  }

  private static void rest(double compiled, Runnable run) throws IOException {
    for (int i = 0; i < WARM; i++) {
      run.run();
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getTotalThreadAllocatedBytes();
    for (int i = 0; i < COUNTED; i++) {
      run.run();
    }
    long allocated = (threads.getTotalThreadAllocatedBytes() - before) / COUNTED;
    var status = Path.of("/proc/self/status");
    double peak = (Files.exists(status) ? Files.readAllLines(status) : List.<String>of()).stream()
        .filter(l -> l.startsWith("VmHWM")).mapToDouble(l -> Double.parseDouble(l.replaceAll("[^0-9]", "")) / 1024).findFirst().orElse(0);
    System.out.println("rest " + compiled + " " + peak + " " + allocated);
    System.exit(0);
  }
}
