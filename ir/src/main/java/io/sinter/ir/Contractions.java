package io.sinter.ir;

import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The type rules of [Op.Contraction], whose constraints each op lists.
final class Contractions {
  private Contractions() {}

  static TensorType type(Op.DotGeneral d) {
    var lhs = d.lhs();
    var rhs = d.rhs();
    var l = new ArrayList<>(d.lhsBatch());
    l.addAll(d.lhsContracting());
    var r = new ArrayList<>(d.rhsBatch());
    r.addAll(d.rhsContracting());
    Constraint.check("dot_general", 1,
        l.stream().distinct().count() == l.size() && r.stream().distinct().count() == r.size()
            && l.stream().allMatch(i -> i >= 0 && i < lhs.type().rank())
            && r.stream().allMatch(i -> i >= 0 && i < rhs.type().rank())
            && d.lhsBatch().size() == d.rhsBatch().size() && d.lhsContracting().size() == d.rhsContracting().size(),
        () -> "axes " + l + " of " + lhs.type() + " and " + r + " of " + rhs.type());
    for (int i = 0; i < l.size(); i++) {
      var a = lhs.type().dim(l.get(i));
      var b = rhs.type().dim(r.get(i));
      Constraint.check("dot_general", 2, a.equalTo(b) != Truth.NO,
          () -> "paired sizes " + a + " and " + b);
    }
    Constraint.check("dot_general", 3,
        lhs.type().dtype() == rhs.type().dtype() && Combiners.fits(ScalarFn.ADD, lhs.type().dtype()),
        () -> lhs.type().dtype() + " and " + rhs.type().dtype());
    var dims = new ArrayList<Dim>();
    d.lhsBatch().forEach(i -> dims.add(lhs.type().dim(i)));
    d.lhsFree().forEach(i -> dims.add(lhs.type().dim(i)));
    d.rhsFree().forEach(i -> dims.add(rhs.type().dim(i)));
    return lhs.type().withShape(new Shape(dims));
  }

  static TensorType type(Op.Convolution c) {
    var x = c.x();
    var w = c.w();
    var xs = x.type().shape();
    var ws = w.type().shape();
    Constraint.check("convolution", 1, xs.rank() == ws.rank() && xs.rank() >= 3, () -> x.type() + " and " + w.type());
    Constraint.check("convolution", 2,
        c.window().rank() == xs.rank() - 2 && c.window().isValid() && IntStream.range(0, c.window().rank())
            .allMatch(i -> ws.get(i + 2).isConstant(c.window().sizes().get(i))),
        () -> c.window() + " for weights " + w.type());
    Constraint.check("convolution", 3,
        c.groups() >= 1 && ws.get(1).times(c.groups()).equalTo(xs.get(1)) != Truth.NO
            && (ws.get(0).constant().isEmpty() || ws.get(0).asLong() % c.groups() == 0),
        () -> c.groups() + " groups of " + x.type() + " and " + w.type());
    Constraint.check("convolution", 4,
        x.type().dtype() == w.type().dtype() && Combiners.fits(ScalarFn.ADD, x.type().dtype()),
        () -> x.type().dtype() + " and " + w.type().dtype());
    var spatial = c.window().over(new Shape(xs.dims().subList(2, xs.rank())));
    Constraint.check("convolution", 5, Constraint.canExist(spatial), () -> c.window() + " over " + x.type());
    var dims = new ArrayList<Dim>(List.of(xs.get(0), ws.get(0)));
    dims.addAll(spatial.dims());
    return x.type().withShape(new Shape(dims));
  }
}
