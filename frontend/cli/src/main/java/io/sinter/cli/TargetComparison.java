package io.sinter.cli;

import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import io.sinter.Launched;
import io.sinter.Sinter;
import io.sinter.Targets;
import io.sinter.check.Comparison;
import io.sinter.check.Tolerance;
import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Value;
import io.sinter.passes.Lowering;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the first layer that two targets compute differently, on one set of inputs.
///
/// @param rtol by how much of itself a number may differ from the interpreter's
/// @param atol by how much of the largest number of its tensor, besides
record TargetComparison(
    Function function, List<Tensor> inputs, CompileOptions compile, RunOptions run, double rtol, double atol) {
  /// What was found, in words.
  record Finding(boolean found, String text) {}

  Finding first(String a, String b) {
    if (a.equals(Targets.INTERPRETER)) {
      return first(b, a);
    }
    try (var left = compiled(a)) {
      var trace = left.trace(inputs, run);
      if (b.equals(Targets.INTERPRETER)) {
        return interpreted(left, trace, a);
      }
      try (var right = compiled(b)) {
        return launches(trace, right.trace(inputs, run), a, b);
      }
    }
  }

  private KernelModel compiled(String target) {
    return (KernelModel) Sinter.compile(function, compile.withTarget(target));
  }

  /// Both targets launch the same kernels, each in its own form.
  private static Finding launches(List<Launched> left, List<Launched> right, String a, String b) {
    for (int i = 0; i < left.size(); i++) {
      var x = left.get(i).tensor();
      var y = right.get(i).tensor();
      if (!x.sameBits(y)) {
        var how = Comparison.of(x, y, new Tolerance(0, 0, true)).difference()
            .orElse("has zeros of the other sign");
        return new Finding(true, differs(left.get(i), i, left.size(), a) + how + ", which " + b + " has");
      }
    }
    return new Finding(false, a + " and " + b + " agree to the bit in all " + left.size() + " launches");
  }

  private Finding interpreted(KernelModel left, List<Launched> trace, String a) {
    var wanted = new HashSet<>(left.lowering().values());
    Map<Value, Tensor> expected = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      expected.put(left.optimized().parameters().get(i), inputs.get(i));
    }
    var results = Interpreter.trace(left.optimized(), inputs, (value, tensor) -> {
      if (wanted.contains(value)) {
        expected.put(value, tensor);
      }
    });
    for (int i = 0; i < trace.size(); i++) {
      var how = difference(trace.get(i).tensor(), expected.get(trace.get(i).value()));
      if (how.isPresent()) {
        return new Finding(true, differs(trace.get(i), i, trace.size(), a) + how.get() + ", which the interpreter has");
      }
    }
    var imported = Interpreter.run(function, inputs);
    for (int i = 0; i < imported.size(); i++) {
      var how = difference(results.get(i), imported.get(i));
      if (how.isPresent()) {
        var port = Lowering.signature(function).outputs().get(i);
        return new Finding(true, "first difference: a pass changed what output '" + port.name() + "' is: after the"
            + " passes it " + how.get() + "\ntry: --debug bisect names the pass");
      }
    }
    return new Finding(false, a + " and the interpreter agree in all " + trace.size() + " launches, within "
        + rtol + " of each number and " + atol + " of the largest");
  }

  private Optional<String> difference(Tensor actual, Tensor expected) {
    double largest = 0;
    for (int i = 0; expected.dtype().isFloat() && i < expected.elements(); i++) {
      double x = Math.abs(expected.doubleAt(i));
      largest = Double.isFinite(x) ? Math.max(largest, x) : largest;
    }
    return Comparison.of(actual, expected, new Tolerance(rtol, atol * largest, true)).difference();
  }

  private static String differs(Launched launched, int index, int count, String target) {
    var layer = launched.launch().origin();
    return "first difference: launch " + (index + 1) + " of " + count + ", kernel " + launched.launch().kernel()
        + (layer.isEmpty() ? "" : ", layer " + layer) + "\n" + launched.value().type() + " on " + target + " ";
  }
}
