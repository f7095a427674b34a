package io.sinter.passes;

import io.sinter.ir.Op;
import io.sinter.runtime.DType;
import java.util.List;

/// Laws of conversions between element types.
final class ConvertRules {
  private ConvertRules() {}

  static final List<Rule> RULES = List.of(
      Rule.exact("convert-to-same", "a conversion to its own type is the identity", """
          (%x: f32[2])
          %0 = convert(%x) to(f32) : f32[2]
          =>
          %x
          """, (site, op) -> op instanceof Op.Convert(var x, var to) && x.type().dtype() == to ? x : null),

      Rule.exact("convert-through-wider", "to(via(x)) = to(x) where `via` holds every value of the type of x", """
          (%x: f16[2])
          %0 = convert(%x) to(f32) : f32[2]
          %1 = convert(%0) to(i32) : i32[2]
          =>
          %0 = convert(%x) to(i32) : i32[2]
          """, (site, op) -> op instanceof Op.Convert(var x, var to) && x.op() instanceof Op.Convert(var y, var via)
              && holds(via, y.type().dtype()) ? site.add(new Op.Convert(y, to)) : null));

  /// Whether `wide` has every value of `narrow`, and converts on to any type as `narrow` itself does.
  static boolean holds(DType wide, DType narrow) {
    if (wide == narrow) {
      return true;
    }
    return switch (narrow.kind()) {
      case BOOL -> wide.kind() != DType.Kind.STRING;
      case FLOAT -> wide == DType.F64 || wide == DType.F32 && narrow.bytes() == 2;
      case SIGNED -> wide.kind() == DType.Kind.SIGNED && wide.bytes() > narrow.bytes();
      case UNSIGNED -> wide.isInteger() && wide.bytes() > narrow.bytes();
      case STRING -> false;
    };
  }
}
