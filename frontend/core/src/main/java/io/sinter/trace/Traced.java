package io.sinter.trace;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.Optional;

/// A tensor whose elements are known only when the traced function runs. Its type is known now; sizes may be names.
///
/// Methods record what is to be computed and give the tensor that it gives. They follow NumPy: shapes broadcast, a
/// negative axis counts from the end. Where they take another tensor, a [io.sinter.runtime.Tensor] is a constant and a
/// Java number takes the element type of this one. No element type is ever changed silently: [#cast] does that.
///
/// What is not well typed is a [ModelError] that names the line of Java. A traced tensor can be used only while its
/// trace runs, on the same thread.
public final class Traced
    implements ArithmeticOps, LogicOps, MathOps, ActivationOps, ShapeOps, PartOps, ReductionOps, ProductOps {
  private final Trace trace;
  private final Value value;
  private final Optional<String> name;

  Traced(Trace trace, Value value) {
    this(trace, value, Optional.empty());
  }

  private Traced(Trace trace, Value value, Optional<String> name) {
    this.trace = trace;
    this.value = value;
    this.name = name;
  }

  Trace trace() {
    return trace;
  }

  Value value() {
    return value;
  }

  /// What the output is to be called that this is.
  Optional<String> name() {
    return name;
  }

  public TensorType type() {
    return value.type();
  }

  public DType dtype() {
    return type().dtype();
  }

  public Shape shape() {
    return type().shape();
  }

  public int rank() {
    return type().rank();
  }

  /// The size of an axis, which may be a name or an expression of names.
  ///
  /// @throws ModelError when there is no such axis
  public Dim dim(int axis) {
    return type().dim(Call.axis(Call.place("dim"), axis, rank()));
  }

  /// The same tensor; where the function gives it out, the output has this name.
  public Traced named(String output) {
    return new Traced(trace, value, Optional.of(output));
  }

  /// The nearest values of another element type. Float to integer: towards zero, saturating, NaN to 0. Integer to
  /// integer: the low bits. To bool: whether it is not 0.
  public Traced cast(DType to) {
    var c = Call.of("cast");
    if (to == DType.STRING || dtype() == DType.STRING) {
      throw c.error("Strings do not convert.", type() + " to " + to, "numbers or bools");
    }
    var x = c.in(this);
    return c.out(to == dtype() ? x : c.builder().add(new Op.Convert(x, to)));
  }

  /// The type and where it comes from: `f32[batch, 10] of hidden/relu (Mlp.java:31)`.
  @Override
  public String toString() {
    return switch (value.op()) {
      case Op.Parameter p -> type() + " of input '" + p.name() + "'";
      default -> type() + (value.origin().places().isEmpty() ? "" : " of " + value.origin());
    };
  }
}
