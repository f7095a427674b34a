package io.sinter.onnx;

import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;

/// What operators do to small integer tensors whose elements are known as expressions of the sizes. An operator that is
/// not here, or that cannot be decided, is imported as data.
final class SizeOps {
  private interface Rule {
    Optional<Sizes> of(OnnxNode n, List<Sizes> in);
  }

  private static final Map<String, Rule> RULES = Map.ofEntries(
      Map.entry("Add", (n, in) -> each(in, Dim::plus)),
      Map.entry("Sub", (n, in) -> each(in, Dim::minus)),
      Map.entry("Mul", (n, in) -> each(in, Dim::times)),
      Map.entry("Div", SizeOps::divide),
      Map.entry("Min", (n, in) -> each(in, Dim::min)),
      Map.entry("Max", (n, in) -> each(in, Dim::max)),
      Map.entry("Equal", SizeOps::equal),
      Map.entry("Where", SizeOps::where),
      Map.entry("Cast", SizeOps::cast),
      Map.entry("Concat", SizeOps::concat),
      Map.entry("Gather", SizeOps::gather),
      Map.entry("Slice", SizeOps::slice),
      Map.entry("Squeeze", SizeOps::squeeze),
      Map.entry("Unsqueeze", SizeOps::unsqueeze),
      Map.entry("Reshape", SizeOps::reshape),
      Map.entry("ReduceProd", SizeOps::product),
      Map.entry("ConstantOfShape", SizeOps::fill));

  private SizeOps() {}

  /// The result of a node all of whose inputs are known, if it is known too.
  static Optional<Sizes> fold(OnnxNode n) {
    var rule = RULES.get(n.op());
    if (rule == null || n.inputs() == 0) {
      return Optional.empty();
    }
    var in = new ArrayList<Sizes>();
    for (int i = 0; i < n.inputs(); i++) {
      var sizes = n.has(i) ? n.sizes(i) : Optional.<Sizes>empty();
      if (sizes.isEmpty()) {
        return Optional.empty();
      }
      in.add(sizes.get());
    }
    var result = rule.of(n, in).filter(Sizes::isModest);
    if (result.isPresent()) {
      n.finish();
    }
    return result;
  }

  private static boolean isInteger(Sizes s) {
    return s.dtype() != DType.BOOL;
  }

  private static Optional<Sizes> each(List<Sizes> in, BinaryOperator<Dim> fn) {
    var result = in.getFirst();
    for (int i = 0; i < in.size(); i++) {
      if (!isInteger(in.get(i)) || in.get(i).dtype() != result.dtype() || !broadcasts(result, in.get(i))) {
        return Optional.empty();
      }
      result = i == 0 ? result : zip(result, in.get(i), result.dtype(), fn);
    }
    return Optional.of(result);
  }

  private static boolean broadcasts(Sizes a, Sizes b) {
    int x = a.elements().size();
    int y = b.elements().size();
    return x == y || x == 1 || y == 1;
  }

  private static Sizes zip(Sizes a, Sizes b, DType dtype, BinaryOperator<Dim> fn) {
    int x = a.elements().size();
    int y = b.elements().size();
    int size = x == 1 ? y : x;
    return new Sizes(dtype, a.scalar() && b.scalar(), IntStream.range(0, size)
        .mapToObj(i -> fn.apply(a.elements().get(x == 1 ? 0 : i), b.elements().get(y == 1 ? 0 : i))).toList());
  }

  /// Only where rounding down is rounding towards zero.
  private static Optional<Sizes> divide(OnnxNode n, List<Sizes> in) {
    boolean positive = in.getFirst().elements().stream().allMatch(d -> d.range(Dim.Ranges.NONE).low() >= 0)
        && in.getLast().elements().stream().noneMatch(d -> d.isConstant(0) || d.range(Dim.Ranges.NONE).low() < 0);
    return positive ? each(in, Dim::floorDiv) : Optional.empty();
  }

  private static Optional<Sizes> equal(OnnxNode n, List<Sizes> in) {
    if (in.size() != 2 || in.get(0).dtype() != in.get(1).dtype() || !broadcasts(in.get(0), in.get(1))) {
      return Optional.empty();
    }
    var unknown = Dim.of(-1);
    var result = zip(in.get(0), in.get(1), DType.BOOL, (a, b) -> switch (a.equalTo(b)) {
      case YES -> Dim.ONE;
      case NO -> Dim.ZERO;
      case UNKNOWN -> unknown;
    });
    return result.elements().contains(unknown) ? Optional.empty() : Optional.of(result);
  }

  private static Optional<Sizes> where(OnnxNode n, List<Sizes> in) {
    if (in.size() != 3 || isInteger(in.get(0)) || in.get(1).dtype() != in.get(2).dtype()
        || !broadcasts(in.get(0), in.get(1)) || !broadcasts(in.get(0), in.get(2))
        || !broadcasts(in.get(1), in.get(2)) || !in.get(0).isConstant()) {
      return Optional.empty();
    }
    int size = in.stream().mapToInt(s -> s.elements().size()).max().orElseThrow();
    if (in.stream().anyMatch(s -> s.elements().isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(new Sizes(in.get(1).dtype(), in.stream().allMatch(Sizes::scalar), IntStream.range(0, size)
        .mapToObj(i -> at(in.get(at(in.get(0), i).isConstant(1) ? 1 : 2), i)).toList()));
  }

  private static Dim at(Sizes s, int i) {
    return s.elements().get(s.elements().size() == 1 ? 0 : i);
  }

  private static Optional<Sizes> cast(OnnxNode n, List<Sizes> in) {
    n.attributes().ignore("saturate", "round_mode");
    var to = n.attributes().dtype("to");
    boolean fits = isInteger(in.getFirst()) && (to == DType.I64 || to == DType.I32)
        && (to == DType.I64 || in.getFirst().elements().stream()
            .allMatch(d -> d.constant().isEmpty() || d.asLong() == (int) d.asLong()));
    return fits ? Optional.of(new Sizes(to, in.getFirst().scalar(), in.getFirst().elements())) : Optional.empty();
  }

  private static Optional<Sizes> concat(OnnxNode n, List<Sizes> in) {
    var type = in.getFirst().dtype();
    if (in.stream().anyMatch(s -> s.scalar() || s.dtype() != type)) {
      return Optional.empty();
    }
    n.axis(n.attributes().integer("axis"), 1);
    return Optional.of(Sizes.vector(type, in.stream().flatMap(s -> s.elements().stream()).toList()));
  }

  private static Optional<Sizes> gather(OnnxNode n, List<Sizes> in) {
    var data = in.getFirst();
    if (in.size() != 2 || data.scalar() || !in.get(1).isConstant()) {
      return Optional.empty();
    }
    n.axis(n.attributes().integer("axis", 0), 1);
    var taken = new ArrayList<Dim>();
    for (var index : in.get(1).elements()) {
      taken.add(data.elements().get(n.axis(index.asLong(), data.elements().size())));
    }
    return Optional.of(new Sizes(data.dtype(), in.get(1).scalar(), taken));
  }

  private static Optional<Sizes> slice(OnnxNode n, List<Sizes> in) {
    if (n.version() < 10 || in.size() < 3 || in.getFirst().scalar()
        || in.stream().skip(1).anyMatch(s -> !s.isConstant() || s.elements().size() != 1)) {
      return Optional.empty();
    }
    var elements = in.getFirst().elements();
    long step = in.size() > 4 ? in.get(4).elements().getFirst().asLong() : 1;
    var range = SliceRange.of(n, Dim.of(elements.size()), in.get(1).elements().getFirst(),
        in.get(2).elements().getFirst(), step);
    return Optional.of(Sizes.vector(in.getFirst().dtype(), IntStream.range(0, (int) range.size().asLong())
        .mapToObj(i -> elements.get((int) (range.start().asLong() + i * step))).toList()));
  }

  private static Optional<Sizes> squeeze(OnnxNode n, List<Sizes> in) {
    var x = in.getFirst();
    n.attributes().integers("axes", List.of());
    return x.scalar() || x.elements().size() != 1 ? Optional.empty()
        : Optional.of(Sizes.scalar(x.dtype(), x.elements().getFirst()));
  }

  private static Optional<Sizes> unsqueeze(OnnxNode n, List<Sizes> in) {
    var x = in.getFirst();
    int axes = n.version() < 13 ? n.attributes().integers("axes").size() : in.getLast().elements().size();
    return x.scalar() && axes == 1 ? Optional.of(Sizes.vector(x.dtype(), x.elements())) : Optional.empty();
  }

  private static Optional<Sizes> reshape(OnnxNode n, List<Sizes> in) {
    var x = in.getFirst();
    n.attributes().ignore("allowzero");
    if (in.size() != 2 || in.get(1).elements().size() > 1) {
      return Optional.empty();
    }
    boolean scalar = in.get(1).elements().isEmpty();
    boolean fits = scalar ? x.elements().size() == 1
        : in.get(1).elements().getFirst().isConstant(-1)
            || in.get(1).elements().getFirst().isConstant(x.elements().size()) && !x.elements().isEmpty();
    return fits ? Optional.of(new Sizes(x.dtype(), scalar, x.elements())) : Optional.empty();
  }

  private static Optional<Sizes> product(OnnxNode n, List<Sizes> in) {
    var x = in.getFirst();
    if (in.size() != 1 || x.scalar() || !isInteger(x)) {
      return Optional.empty();
    }
    var product = x.elements().stream().reduce(Dim.ONE, Dim::times);
    n.attributes().integers("axes", List.of());
    boolean none = n.attributes().flag("noop_with_empty_axes", false) && !n.attributes().has("axes");
    return none ? Optional.empty()
        : Optional.of(new Sizes(x.dtype(), !n.attributes().flag("keepdims", true), List.of(product)));
  }

  private static Optional<Sizes> fill(OnnxNode n, List<Sizes> in) {
    if (!n.attributes().has("value") || in.getFirst().scalar() || in.getFirst().elements().size() != 1
        || !in.getFirst().isConstant()) {
      return Optional.empty();
    }
    var value = n.attributes().tensor("value");
    long count = in.getFirst().elements().getFirst().asLong();
    return value.elements() == 1 && count >= 0 && count <= 64 && Sizes.holds(value.dtype())
        ? Optional.of(Sizes.vector(value.dtype(), Collections.nCopies((int) count, Dim.of(value.longAt(0)))))
        : Optional.empty();
  }
}
