package io.sinter.report;

import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Stage;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Truth;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a kernel costs by its meaning, whatever its schedule: expressions in its parameters.
///
/// Every scalar function over floats counts as one operation, a fused multiply-add as two; choosing, comparing,
/// converting, and integers count nothing. Memory counts each element that is read or written once, however often that
/// happens; of what is chosen by data at most as many elements as there are choices.
///
/// @param flops floating point operations
/// @param read bytes
/// @param written bytes
record Costs(Dim flops, Dim read, Dim written) {
  static Costs of(Kernel.Computed kernel) {
    var flops = Dim.ZERO;
    var reads = new LinkedHashMap<String, Dim>();
    var written = Dim.ZERO;
    for (var stage : kernel.stages()) {
      var points = points(stage.axes());
      var terms = stage.reduction().filter(r -> !(r.order() instanceof Stage.Order.Running))
          .map(r -> points.times(points(r.axes()))).orElse(points);
      flops = flops.plus(terms.times(operations(stage.value())));
      var update = stage.update();
      if (update.isPresent() && update.get().combiner().isPresent() && stage.value().type().isFloat()) {
        flops = flops.plus(points);
      }
      var extents = new LinkedHashMap<String, Dim>();
      stage.axes().forEach(a -> extents.put(a.name(), a.extent()));
      stage.reduction().ifPresent(r -> r.axes().forEach(a -> extents.put(a.name(), a.extent())));
      collect(stage.value(), extents, terms, reads);
      update.ifPresent(u -> u.at().forEach(e -> collect(e, extents, points, reads)));
      var into = kernel.buffer(stage.into());
      if (into.role() == Buffer.Role.OUT) {
        written = written.plus((update.isPresent() ? points : into.shape().elements()).times(into.type().bytes()));
      }
    }
    var read = Dim.ZERO;
    for (var entry : reads.entrySet()) {
      var buffer = kernel.buffer(entry.getKey());
      if (buffer.role() == Buffer.Role.IN) {
        read = read.plus(least(entry.getValue(), buffer.shape().elements()).times(buffer.type().bytes()));
      }
    }
    return new Costs(flops, read, written);
  }

  /// An amount in all calls of a kernel, each at its own sizes.
  ///
  /// @param parameters of the kernel
  /// @param calls their values in each call
  static double sum(Dim amount, List<String> parameters, List<int[]> calls) {
    return calls.stream().mapToDouble(arguments -> {
      var sizes = new HashMap<String, Long>();
      for (int p = 0; p < parameters.size(); p++) {
        sizes.put(parameters.get(p), (long) arguments[p]);
      }
      return amount.evaluate(sizes);
    }).sum();
  }

  private static Dim points(List<Stage.Axis> axes) {
    return axes.stream().map(Stage.Axis::extent).reduce(Dim.ONE, Dim::times);
  }

  private static Dim least(Dim a, Dim b) {
    return switch (a.atMost(b)) {
      case YES -> a;
      case NO -> b;
      case UNKNOWN -> b.atMost(a) == Truth.YES ? b : a.min(b);
    };
  }

  private static long operations(Expr e) {
    long own = e instanceof Expr.Apply a && e.type().isFloat() ? switch (a.fn()) {
      case FMA -> 2;
      case SELECT, LT, LE, EQ, AND, OR, XOR, NOT, SHL, SHR -> 0;
      default -> 1;
    } : 0;
    return own + e.children().stream().mapToLong(Costs::operations).sum();
  }

  /// Adds how many different elements an expression reads at most of each buffer.
  private static void collect(Expr e, Map<String, Dim> extents, Dim points, Map<String, Dim> reads) {
    switch (e) {
      case Expr.Load l -> {
        var axes = new HashSet<String>();
        l.at().forEach(at -> axes.addAll(at.symbols()));
        reads.merge(l.buffer(), axes.stream().filter(extents::containsKey).map(extents::get)
            .reduce(Dim.ONE, Dim::times), Dim::plus);
      }
      case Expr.Pick p -> reads.merge(p.buffer(), points, Dim::plus);
      default -> { }
    }
    e.children().forEach(c -> collect(c, extents, points, reads));
  }
}
