package io.sinter.onnx.export;

import static io.sinter.ir.ScalarFn.ABS;
import static io.sinter.ir.ScalarFn.ADD;
import static io.sinter.ir.ScalarFn.AND;
import static io.sinter.ir.ScalarFn.EQ;
import static io.sinter.ir.ScalarFn.LT;
import static io.sinter.ir.ScalarFn.MUL;
import static io.sinter.ir.ScalarFn.NOT;
import static io.sinter.ir.ScalarFn.SELECT;
import static io.sinter.ir.ScalarFn.SUB;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import java.util.List;

/// Products with a sum, rounded once, for which ONNX has no operator.
final class LegalFma {
  private LegalFma() {}

  static Value of(Legal l, Op.Apply a) {
    return switch (a.type().dtype()) {
      case F32 -> single(l, a.args());
      case F16, BF16 -> half(l, a);
      default -> l.problem(a, "fma of " + a.type().dtype(), "mul and add, which round twice");
    };
  }

  /// The product of half floats is exact in f32.
  private static Value half(Legal l, Op.Apply a) {
    var wide = a.args().stream().map(v -> l.convert(v, DType.F32)).toList();
    return l.convert(l.apply(ADD, l.apply(MUL, wide.get(0), wide.get(1)), wide.get(2)), a.type().dtype());
  }

  /// The product is exact in f64, and the sum's error too (Knuth). Where the sum lies in the middle between two floats,
  /// the error says which of them is nearer.
  private static Value single(Legal l, List<Value> args) {
    var wide = args.stream().map(v -> l.convert(v, DType.F64)).toList();
    var product = l.apply(MUL, wide.get(0), wide.get(1));
    var sum = l.apply(ADD, product, wide.get(2));
    var nearest = l.convert(sum, DType.F32);
    var back = l.convert(nearest, DType.F64);
    var distance = l.apply(SUB, sum, back);
    var beyond = l.apply(ADD, sum, distance);
    var other = l.convert(beyond, DType.F32);
    var zero = l.splat(sum.type(), 0);
    var middle = l.apply(AND, l.apply(NOT, l.apply(EQ, distance, zero)),
        l.apply(AND, l.apply(EQ, l.convert(other, DType.F64), beyond),
            l.apply(LT, l.apply(ABS, back), l.splat(sum.type(), Double.POSITIVE_INFINITY))));
    var towards = l.apply(LT, zero, l.apply(MUL, sign(l, distance), sign(l, error(l, product, wide.get(2), sum))));
    return l.apply(SELECT, l.apply(AND, middle, towards), other, nearest);
  }

  /// `x + y - sum`, exactly.
  private static Value error(Legal l, Value x, Value y, Value sum) {
    var part = l.apply(SUB, sum, x);
    return l.apply(ADD, l.apply(SUB, x, l.apply(SUB, sum, part)), l.apply(SUB, y, part));
  }

  /// -1, 0 or 1, so that products of tiny numbers do not vanish.
  private static Value sign(Legal l, Value x) {
    var zero = l.splat(x.type(), 0);
    return l.apply(SELECT, l.apply(LT, x, zero), l.splat(x.type(), -1),
        l.apply(SELECT, l.apply(LT, zero, x), l.splat(x.type(), 1), zero));
  }
}
