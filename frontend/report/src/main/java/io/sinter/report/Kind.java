package io.sinter.report;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Stage;
import java.util.List;
import java.util.Locale;

/// What a step of a program mostly does; each kind has a colour.
enum Kind {
  PRODUCT("sums of products"),
  WINDOW("windows"),
  REDUCTION("reductions"),
  POINTS("point by point"),
  INDEXED("gather, scatter"),
  COPY("copies"),
  CONTROL("control flow");

  private final String words;

  Kind(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /// The name of the style.
  String style() {
    return "kind-" + name().toLowerCase(Locale.ROOT);
  }

  /// From what the kernel computes, not from its name.
  static Kind of(Kernel.Computed kernel) {
    if (kernel.stages().stream().anyMatch(Kind::isProduct)) {
      return PRODUCT;
    }
    if (kernel.stages().stream().anyMatch(s -> s.reduction().isPresent() && isWindow(s))) {
      return WINDOW;
    }
    if (kernel.stages().stream().anyMatch(s -> s.reduction().isPresent())) {
      return REDUCTION;
    }
    if (kernel.stages().stream().anyMatch(s -> s.update().isPresent() || has(s.value(), Expr.Pick.class))) {
      return INDEXED;
    }
    return kernel.stages().stream().allMatch(s -> !has(s.value(), Expr.Apply.class)) ? COPY : POINTS;
  }

  /// Sums of products of two things; sums of squares are reductions.
  private static boolean isProduct(Stage stage) {
    return stage.reduction().isPresent() && stage.value() instanceof Expr.Apply a
        && (a.fn() == ScalarFn.FMA && a.args().getLast().equals(new Expr.Read(stage.reduction().get().acc()))
            && !a.args().get(0).equals(a.args().get(1))
            || a.fn() == ScalarFn.ADD && a.args().stream().anyMatch(x -> x instanceof Expr.Apply m
                && m.fn() == ScalarFn.MUL && !m.args().get(0).equals(m.args().get(1))));
  }

  /// Some index mixes an axis of the result with one that is reduced.
  private static boolean isWindow(Stage stage) {
    var own = stage.axes().stream().map(Stage.Axis::name).toList();
    var reduced = stage.reduction().orElseThrow().axes().stream().map(Stage.Axis::name).toList();
    return mixes(stage.value(), own, reduced);
  }

  private static boolean mixes(Expr e, List<String> own, List<String> reduced) {
    return e instanceof Expr.Load l && l.at().stream().anyMatch(at ->
        own.stream().anyMatch(at::mentions) && reduced.stream().anyMatch(at::mentions))
        || e.children().stream().anyMatch(c -> mixes(c, own, reduced));
  }

  private static boolean has(Expr e, Class<? extends Expr> type) {
    return type.isInstance(e) || e.children().stream().anyMatch(c -> has(c, type));
  }
}
