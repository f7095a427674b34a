package io.sinter.trace;

import io.sinter.ir.Builder;
import io.sinter.ir.Literal;
import io.sinter.ir.Origin;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Tensor;
import java.util.List;

/// One call of the user while it is recorded: its place, its operands as values of the current trace, and its errors.
///
/// @param place such as `hidden/relu (Mlp.java:31)`
record Call(String method, String place, Trace trace) {
  /// @throws ModelError when nothing is being traced
  static Call of(String method) {
    var place = place(method);
    var trace = Trace.current().orElseThrow(() -> new ModelError(
        Problem.of("A traced tensor is used when nothing is traced.").where(place)
            .tryThis("compute with it only while Sinter.trace runs, and on the same thread")));
    return new Call(method, place, trace).resumed();
  }

  /// This call again after others, which the user's bodies make.
  Call resumed() {
    builder().at(Origin.of(place));
    return this;
  }

  static String place(String method) {
    return Scope.named(method) + Caller.line().map(line -> " (" + line + ")").orElse("");
  }

  Builder builder() {
    return trace.builder();
  }

  // ---- operands ---------------------------------------------------------------------------------------------------

  /// @throws ModelError when `x` is of another trace
  Value in(Traced x) {
    return trace.seen(x).orElseThrow(() -> x.trace().root() == trace.root()
        ? error("A tensor of the body of '" + x.trace().name() + "' is used outside of that body.", x,
            "tensors of '" + trace.name() + "'", "give it out as a result of the body")
        : error("A tensor of one trace is used in another.", x + " of '" + x.trace().name() + "'",
            "tensors of '" + trace.name() + "'", "pass it as an input"));
  }

  List<Value> in(List<Traced> all) {
    return all.stream().map(this::in).toList();
  }

  Value constant(Tensor tensor) {
    return builder().constant(Literal.of(tensor));
  }

  /// A number as an element of `type`, a scalar.
  ///
  /// @throws ModelError when it is none
  Value number(Number number, DType type) {
    boolean isReal = number instanceof Double || number instanceof Float;
    double real = number.doubleValue();
    if (type.isFloat()) {
      var literal = Tensor.fromDoubles(type, new long[0], real);
      if (Double.isFinite(real) && Double.isInfinite(literal.doubleAt(0))) {
        throw misfit(number, type);
      }
      return constant(literal);
    }
    long integer = number.longValue();
    if (!type.isInteger() || isReal && integer != real) {
      throw misfit(number, type);
    }
    var literal = Tensor.fromLongs(type, new long[0], integer);
    if (literal.longAt(0) != integer || type == DType.U64 && integer < 0) {
      throw misfit(number, type);
    }
    return constant(literal);
  }

  private ModelError misfit(Number number, DType type) {
    return error("A number is not an element of the tensor's type.", number + " with a tensor of " + type,
        type.isFloat() || type.isInteger() ? "a number that " + type + " has" : "a tensor of numbers",
        "cast the tensor first: x.cast(DType.F32)");
  }

  /// An axis of a tensor of `rank`, counted from the end when negative.
  int axis(int axis, int rank) {
    return axis(place, axis, rank);
  }

  static int axis(String place, int axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw new ModelError(Problem.of("There is no such axis.").where(place)
          .given("axis " + axis + " of a tensor of rank " + rank)
          .expected(rank == 0 ? "no axis: the tensor is a scalar" : -rank + " to " + (rank - 1)));
    }
    return axis < 0 ? axis + rank : axis;
  }

  /// Axes in the order given.
  List<Integer> axes(List<Integer> axes, int rank) {
    var known = axes.stream().map(a -> axis(a, rank)).toList();
    if (known.stream().distinct().count() < known.size()) {
      throw error("An axis is given twice.", "axes " + axes + " of a tensor of rank " + rank, "each axis once");
    }
    return known;
  }

  /// @throws ModelError when a size is not one
  Dim size(long size) {
    if (size < 0 || size > Dims.LARGEST) {
      throw error("A size is out of range.", size, "0 to " + Dims.LARGEST);
    }
    return Dim.of(size);
  }

  // ---- the result -------------------------------------------------------------------------------------------------

  /// @throws ModelError when the tensor has more elements than a long counts
  Traced out(Value value) {
    if (!Dims.isCountable(value.type().shape())) {
      throw error("A tensor has too many elements.", value.type(), "a number of elements below 2^63");
    }
    return new Traced(trace, value);
  }

  List<Traced> out(List<Value> values) {
    return values.stream().map(this::out).toList();
  }

  ModelError error(String sentence, Object given, Object expected) {
    return new ModelError(Problem.of(sentence).where(place).given(given).expected(expected));
  }

  ModelError error(String sentence, Object given, Object expected, String remedy) {
    return new ModelError(Problem.of(sentence).where(place).given(given).expected(expected).tryThis(remedy));
  }
}
