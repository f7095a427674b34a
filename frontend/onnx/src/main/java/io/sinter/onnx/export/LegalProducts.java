package io.sinter.onnx.export;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Contractions as MatMul has them: batch axes first, then [m, k] and [k, n]; without batch, rows of any number of axes
/// beside one matrix. Products of two matrices of floats may have either of them transposed.
final class LegalProducts {
  private LegalProducts() {}

  static Value of(Legal l, Op.DotGeneral d) {
    var type = d.type().dtype();
    var wide = type == DType.U64 ? DType.I64 : LegalScalars.wide(type);
    if (sizes(d.lhs(), d.lhsContracting()).elements().isConstant(0)) {
      return l.splat(d.type(), 0);
    }
    if (wide != type) {
      return l.convert(l.add(new Op.DotGeneral(l.convert(d.lhs(), wide), l.convert(d.rhs(), wide),
          d.lhsBatch(), d.rhsBatch(), d.lhsContracting(), d.rhsContracting())), type);
    }
    if (d.lhs().type().rank() == 1 || d.rhs().type().rank() == 1) {
      return vectors(l, d);
    }
    return isPlain(d) || isGemm(d) ? l.keep(d) : arranged(l, d);
  }

  /// A vector as a row on the left, a column on the right: some runtimes lose a transposition beside a vector.
  private static Value vectors(Legal l, Op.DotGeneral d) {
    if (!d.lhsBatch().isEmpty() || d.lhsContracting().isEmpty()) {
      return arranged(l, d);
    }
    boolean row = d.lhs().type().rank() == 1;
    boolean column = d.rhs().type().rank() == 1;
    var lhs = row ? l.reshape(d.lhs(), Shape.of(Dim.ONE, d.lhs().type().dim(0))) : d.lhs();
    var rhs = column ? l.reshape(d.rhs(), Shape.of(d.rhs().type().dim(0), Dim.ONE)) : d.rhs();
    var product = l.add(new Op.DotGeneral(lhs, rhs, List.of(), List.of(),
        row ? List.of(1) : d.lhsContracting(), column ? List.of(0) : d.rhsContracting()));
    return l.reshape(product, d.type().shape());
  }

  private static boolean isGemm(Op.DotGeneral d) {
    return d.type().dtype().isFloat() && d.lhsBatch().isEmpty() && d.lhs().type().rank() == 2
        && d.rhs().type().rank() == 2 && d.lhsContracting().size() == 1;
  }

  private static boolean isPlain(Op.DotGeneral d) {
    int batch = d.lhsBatch().size();
    var first = IntStream.range(0, batch).boxed().toList();
    int left = d.lhs().type().rank();
    int right = d.rhs().type().rank();
    return d.lhsBatch().equals(first) && d.rhsBatch().equals(first) && d.lhsContracting().equals(List.of(left - 1))
        && d.rhsContracting().equals(List.of(batch))
        && (batch == 0 ? right == 2 : left == batch + 2 && right == batch + 2);
  }

  private static Value arranged(Legal l, Op.DotGeneral d) {
    var batch = sizes(d.lhs(), d.lhsBatch());
    var inner = List.of(sizes(d.lhs(), d.lhsContracting()).elements());
    var rows = sizes(d.lhs(), d.lhsFree());
    var columns = List.of(sizes(d.rhs(), d.rhsFree()).elements());
    var stack = batch.rank() == 0 && rows.rank() > 0 ? rows.dims() : List.of(rows.elements());
    var lhs = l.reshape(l.transpose(d.lhs(), joined(d.lhsBatch(), d.lhsFree(), d.lhsContracting())),
        new Shape(joined(batch.dims(), stack, inner)));
    var rhs = l.reshape(l.transpose(d.rhs(), joined(d.rhsBatch(), d.rhsContracting(), d.rhsFree())),
        new Shape(joined(sizes(d.rhs(), d.rhsBatch()).dims(),
            List.of(sizes(d.rhs(), d.rhsContracting()).elements()), columns)));
    int k = batch.rank();
    var axes = IntStream.range(0, k).boxed().toList();
    var product = l.keep(new Op.DotGeneral(
        lhs, rhs, axes, axes, List.of(lhs.type().rank() - 1), List.of(k)));
    return l.reshape(product, d.type().shape());
  }

  private static Shape sizes(Value x, List<Integer> axes) {
    return new Shape(axes.stream().map(x.type()::dim).toList());
  }

  private static <T> List<T> joined(List<T> a, List<T> b, List<T> c) {
    return Stream.of(a, b, c).flatMap(List::stream).toList();
  }
}
