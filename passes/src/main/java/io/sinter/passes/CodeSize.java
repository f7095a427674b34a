package io.sinter.passes;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.ScalarDefinitions;
import io.sinter.runtime.DType;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

/// How many primitive operations scalar code takes. Kernels are kept small by it: the JVM compiles no method over 8000
/// bytes, and an operation takes about 15.
final class CodeSize {
  private static final Map<ScalarFn, Integer> SIZES = new EnumMap<>(ScalarFn.class);

  static {
    for (var fn : ScalarFn.values()) {
      SIZES.put(fn, fn.isPrimitive() ? 1 : expanded(fn));
    }
  }

  private CodeSize() {}

  static int of(ScalarFn fn) {
    return SIZES.get(fn);
  }

  /// Of an expression as it stands: shared parts count each time.
  static int of(Expr e) {
    int own = switch (e) {
      case Expr.Apply a -> of(a.fn());
      case Expr.Convert _ -> 1;
      case Expr.Const _, Expr.Index _, Expr.Read _, Expr.Bitcast _, Expr.Load _, Expr.Fold _, Expr.Fetch _,
           Expr.Splat _, Expr.Lane _, Expr.Rotate _, Expr.Active _ -> 0;
    };
    return own + e.children().stream().mapToInt(CodeSize::of).sum();
  }

  private static int expanded(ScalarFn fn) {
    var args = IntStream.range(0, fn.arity())
        .<Expr>mapToObj(i -> new Expr.Read(Local.scalar("x" + i, DType.F32))).toList();
    var expansion = ScalarDefinitions.expand(fn, args, name -> name);
    return of(expansion.value()) + expansion.lets().stream().mapToInt(l -> of(l.value())).sum();
  }
}
