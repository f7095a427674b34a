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
  private static final int NARROW = 10;
  private static final int HALF = 20;
  static final int CHECK = 2;
  private static final Map<ScalarFn, Integer> SINGLE = sizes(DType.F32);
  private static final Map<ScalarFn, Integer> DOUBLE = sizes(DType.F64);

  private CodeSize() {}

  private static Map<ScalarFn, Integer> sizes(DType type) {
    var sizes = new EnumMap<ScalarFn, Integer>(ScalarFn.class);
    for (var fn : ScalarFn.values()) {
      sizes.put(fn, fn.isPrimitive() ? 1 : expanded(fn, type));
    }
    return sizes;
  }

  /// @param type of the result
  static int of(ScalarFn fn, DType type) {
    return (type == DType.F64 ? DOUBLE : SINGLE).get(fn);
  }

  /// Of an expression as it stands: shared parts count each time. Narrow elements are widened when they are loaded.
  static int of(Expr e) {
    int own = switch (e) {
      case Expr.Apply a -> of(a.fn(), a.type());
      case Expr.Convert c -> isHalf(c.type()) || isHalf(c.x().type()) ? HALF : 1;
      case Expr.Check _ -> CHECK;
      case Expr.Load l when l.type().bytes() < 4 -> NARROW;
      case Expr.Pick p when p.type().bytes() < 4 -> NARROW;
      case Expr.Const _, Expr.Index _, Expr.Read _, Expr.Bitcast _, Expr.Load _, Expr.Fold _, Expr.Fetch _,
           Expr.Splat _, Expr.Lane _, Expr.Rotate _, Expr.Active _, Expr.Pick _ -> 0;
    };
    return own + e.children().stream().mapToInt(CodeSize::of).sum();
  }

  private static boolean isHalf(DType type) {
    return type == DType.F16 || type == DType.BF16;
  }

  private static int expanded(ScalarFn fn, DType type) {
    var args = IntStream.range(0, fn.arity())
        .<Expr>mapToObj(i -> new Expr.Read(Local.scalar("x" + i, type))).toList();
    var expansion = ScalarDefinitions.expand(fn, args, name -> name);
    return primitives(expansion.value()) + expansion.lets().stream().mapToInt(l -> primitives(l.value())).sum();
  }

  private static int primitives(Expr e) {
    return (e instanceof Expr.Apply || e instanceof Expr.Convert ? 1 : 0)
        + e.children().stream().mapToInt(CodeSize::primitives).sum();
  }
}
