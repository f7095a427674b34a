package io.sinter.codegen.opencl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.KernelInterpreter;
import io.sinter.runtime.DType;
import io.sinter.runtime.device.Device;
import io.sinter.runtime.device.Memory;
import io.sinter.runtime.device.Probe;
import io.sinter.runtime.opencl.OpenClDriver;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The first OpenCL device of this machine whose results have the bits of every other target.
final class ExactDevice {
  private static final int MARK = 77;
  private static final Probe PROBE = OpenClDriver.system().probe();

  private ExactDevice() {}

  /// The test is skipped with a line where there is none.
  static Device open() {
    var exact = PROBE.devices().stream().filter(d -> d.capabilities().isExact()).findFirst();
    if (exact.isEmpty()) {
      var why = PROBE.skipped().stream().map(s -> s.what() + ": " + s.reason() + " " + s.remedy())
          .collect(Collectors.joining("; "));
      System.out.println("Skipped: there is no OpenCL device that rounds as other targets do. " + why);
    }
    assumeTrue(exact.isPresent(), "no OpenCL device that rounds as other targets do");
    return OpenClDriver.system().open(exact.get());
  }

  static boolean computes(DType type) {
    return type != DType.F64 || open().description().capabilities().f64();
  }

  /// Runs all groups of a kernel and gives the marks that it leaves.
  ///
  /// @param arrays for all buffers of the launch, those that are written too
  /// @param workGroups how many groups run at a time
  static int[] run(Kernel.Flat kernel, int[] arguments, int workGroups, Object... arrays) {
    var device = open();
    var file = KernelSource.of(kernel);
    var prelude = Prelude.text(device.description().capabilities().f64());
    var memories = new ArrayList<Memory>();
    try (var module = device.build(prelude + file.source(), List.of(file.name()));
        var entry = module.entry(file.name()); var stream = device.newStream()) {
      for (var array : arrays) {
        var memory = device.allocate(Math.max(16, segment(array).byteSize()));
        stream.write(memory, 0, segment(array));
        memories.add(memory);
      }
      for (var b : kernel.buffers()) {
        if (b.role() == Buffer.Role.SCRATCH) {
          long size = b.layout().size().evaluate(s -> arguments[kernel.parameters().indexOf(s)]);
          memories.add(device.allocate(Math.max(16, size * b.type().bytes() * workGroups)));
        }
      }
      var marks = new int[4];
      var marked = device.allocate(16);
      stream.write(marked, 0, MemorySegment.ofArray(marks));
      memories.add(marked);
      int at = 0;
      for (var memory : memories) {
        entry.set(at++, memory);
      }
      for (int number : new int[] {0, KernelInterpreter.groups(kernel, arguments), MARK}) {
        entry.set(at++, number);
      }
      for (int argument : arguments) {
        entry.set(at++, argument);
      }
      stream.launch(entry, workGroups, file.items());
      for (int i = 0; i < arrays.length; i++) {
        stream.read(memories.get(i), 0, segment(arrays[i]));
      }
      stream.read(marked, 0, MemorySegment.ofArray(marks));
      stream.finish();
      return marks;
    } finally {
      memories.forEach(Memory::close);
    }
  }

  private static MemorySegment segment(Object array) {
    return switch (array) {
      case float[] x -> MemorySegment.ofArray(x);
      case double[] x -> MemorySegment.ofArray(x);
      case long[] x -> MemorySegment.ofArray(x);
      case int[] x -> MemorySegment.ofArray(x);
      case short[] x -> MemorySegment.ofArray(x);
      case byte[] x -> MemorySegment.ofArray(x);
      default -> throw new IllegalArgumentException();
    };
  }
}
