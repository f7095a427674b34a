package io.sinter.passes.kernel;

import static org.junit.jupiter.api.Assertions.fail;

import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.KernelInterpreter;
import io.sinter.ir.kernel.KernelText;
import io.sinter.ir.kernel.Layout;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/// Runs a kernel as it is computed, scheduled and flattened for every target, and compares every bit of the results,
/// what lies around them included. All NaNs count as one. Buffers called `ids…` hold numbers from -3 to 8, those called
/// `into…` have values before they are written.
final class Agreement {
  private static final float[] ODD = {0f, -0f, Float.MIN_VALUE, -1e-39f, Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY, Float.NaN, Float.intBitsToFloat(0xffc00001), 3e38f,
      -1f};

  private Agreement() {}

  static void check(Kernel.Computed kernel, Function<Target, Schedule> schedules, int... sizes) {
    var expected = new HashMap<Integer, Object[]>();
    for (var target : Kernels.TARGETS) {
      var scheduled = Scheduling.apply(kernel, schedules.apply(target));
      var flat = Flatten.flatten(scheduled, target);
      for (int odd : new int[] {0, 7}) {
        var results = expected.computeIfAbsent(odd, o -> run(kernel, sizes, o));
        if (odd == 0 && target.vectorBits() % 512 == 0) {
          compare(kernel, results, run(scheduled, sizes, odd), "scheduled for " + target.name(), scheduled, sizes);
        }
        compare(kernel, results, run(flat, sizes, odd), "flat for " + target.name(), flat, sizes);
      }
    }
  }

  /// As [#check], for the schedule of a target whose groups have work items.
  static void checkItems(Kernel.Computed kernel, Schedule schedule, int... sizes) {
    var scheduled = Scheduling.apply(kernel, schedule);
    var flat = Flatten.flatten(scheduled, Kernels.ITEMS);
    for (int odd : new int[] {0, 7}) {
      var expected = run(kernel, sizes, odd);
      compare(kernel, expected, run(scheduled, sizes, odd), "scheduled for items", scheduled, sizes);
      compare(kernel, expected, run(flat, sizes, odd), "flat for items", flat, sizes);
    }
  }

  /// @param odd every so many elements of the inputs, one is an unusual value; 0 for none
  static Object[] run(Kernel kernel, int[] sizes, int odd) {
    var arrays = arrays(kernel, sizes, odd);
    int groups = KernelInterpreter.groups(kernel, sizes);
    KernelInterpreter.prepare(kernel).run(arrays, sizes, 0, groups);
    return arrays;
  }

  static Object[] arrays(Kernel kernel, int[] sizes, int odd) {
    var values = new HashMap<String, Long>();
    for (int i = 0; i < sizes.length; i++) {
      values.put(kernel.parameters().get(i), (long) sizes[i]);
    }
    return kernel.buffers().stream().map(b -> array(b, values, odd)).toArray();
  }

  private static Object array(Buffer b, Map<String, Long> sizes, int odd) {
    var array = b.type().newArray((int) b.layout().size().evaluate(sizes));
    if (array instanceof float[] x) {
      Arrays.fill(x, b.role() == Buffer.Role.IN ? (float) b.layout().fill() : Float.NaN);
    }
    if (b.role() != Buffer.Role.IN && !b.name().startsWith("into")) {
      return array;
    }
    var random = new Random(b.name().hashCode());
    int n = 0;
    for (int position : positions(b.layout(), b.shape(), sizes)) {
      switch (array) {
        case float[] x -> x[position] =
            odd > 0 && random.nextInt(odd) == 0 ? ODD[n++ % ODD.length] : (float) random.nextGaussian();
        case short[] x when b.type() == DType.F16 -> x[position] = Float.floatToFloat16((float) random.nextGaussian());
        case int[] x when b.name().startsWith("ids") -> x[position] = random.nextInt(12) - 3;
        case long[] x when b.name().startsWith("ids") -> x[position] = random.nextInt(12) - 3;
        case long[] x -> x[position] = random.nextLong();
        case byte[] x when b.type() == DType.BOOL -> x[position] = (byte) random.nextInt(2);
        case byte[] x -> x[position] = (byte) random.nextInt();
        case int[] x -> x[position] = random.nextInt();
        default -> throw new IllegalArgumentException("no values of type " + b.type());
      }
    }
    return array;
  }

  /// The array positions of all elements.
  private static List<Integer> positions(Layout layout, Shape shape, Map<String, Long> sizes) {
    var at = layout.at(java.util.stream.IntStream.range(0, shape.rank()).mapToObj(i -> Dim.symbol("i" + i)).toList());
    var extents = shape.evaluate(sizes);
    var positions = new ArrayList<Integer>();
    var index = new HashMap<>(sizes);
    long count = Arrays.stream(extents).reduce(1, (a, b) -> a * b);
    for (long k = 0; k < count; k++) {
      long rest = k;
      for (int i = extents.length - 1; i >= 0; i--) {
        index.put("i" + i, rest % extents[i]);
        rest /= extents[i];
      }
      positions.add((int) at.evaluate(index));
    }
    return positions;
  }

  private static void compare(
      Kernel.Computed kernel, Object[] expected, Object[] actual, String what, Kernel shown, int[] sizes) {
    for (int i = 0; i < kernel.buffers().size(); i++) {
      var b = kernel.buffers().get(i);
      if (b.role() != Buffer.Role.OUT) {
        continue;
      }
      for (int k = 0; k < Array.getLength(expected[i]); k++) {
        var x = Array.get(expected[i], k);
        var y = Array.get(actual[i], k);
        if (!x.equals(y)) {
          fail("kernel " + kernel.name() + Arrays.toString(sizes) + " " + what + ": element " + k + " of " + b.name()
              + " is " + y + ", not " + x + "\n" + KernelText.print(shown));
        }
      }
    }
  }
}
