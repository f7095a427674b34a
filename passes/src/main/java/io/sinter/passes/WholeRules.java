package io.sinter.passes;

import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Laws of whole numbers that are small enough to be exact as floats, which quantised models compute with: processors
/// multiply and add floats in one instruction, and have none for integers of 32 bits.
final class WholeRules {
  private static final Set<ScalarFn> KEEPING = Set.of(ScalarFn.ADD, ScalarFn.SUB, ScalarFn.MAX, ScalarFn.MIN,
      ScalarFn.RELU);

  private WholeRules() {}

  static final List<Rule> RULES = List.of(
      Rule.exact("whole-products", "sums of products below 2^24 are exact in f32, in any order", """
          (%x: i8[2, 3])
          %0 = convert(%x) to(i32) : i32[2, 3]
          %1 = constant i32[3, 2] {1, -2, 3, -4, 5, -6}
          %2 = dot_general(%0, %1) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : i32[2, 2]
          =>
          %0 = convert(%x) to(i32) : i32[2, 3]
          %1 = constant i32[3, 2] {1, -2, 3, -4, 5, -6}
          %2 = convert(%0) to(f32) : f32[2, 3]
          %3 = convert(%1) to(f32) : f32[3, 2]
          %4 = dot_general(%2, %3) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[2, 2]
          %5 = convert(%4) to(i32) : i32[2, 2]
          """, WholeRules::products),

      Rule.exact("whole-sums", "the f32 of a small whole sum is the sum of the f32s", """
          (%x: u8[3], %y: i8[3])
          %0 = convert(%x) to(i32) : i32[3]
          %1 = convert(%y) to(i32) : i32[3]
          %2 = sub(%0, %1) : i32[3]
          %3 = convert(%2) to(f32) : f32[3]
          =>
          %0 = convert(%x) to(i32) : i32[3]
          %1 = convert(%y) to(i32) : i32[3]
          %2 = convert(%0) to(f32) : f32[3]
          %3 = convert(%1) to(f32) : f32[3]
          %4 = sub(%2, %3) : f32[3]
          """, WholeRules::sums),

      Rule.exact("whole-through-integer", "a float that is a whole number is the same after a way through integers", """
          (%x: u8[3])
          %0 = convert(%x) to(f32) : f32[3]
          %1 = add(%0, %0) : f32[3]
          %2 = convert(%1) to(i32) : i32[3]
          %3 = convert(%2) to(f32) : f32[3]
          =>
          %0 = convert(%x) to(f32) : f32[3]
          %1 = add(%0, %0) : f32[3]
          """, WholeRules::throughInteger));

  /// Conversions as comparisons of floats, of which processors need fewer; after all others, which know more of
  /// integers.
  static final List<Rule> CLAMPS = List.of(
      Rule.exact("clamp-through-unsigned", "a whole float that passes through u8 is clamped; NaN and -0 become 0", """
          (%x: f32[3])
          %0 = round(%x) : f32[3]
          %1 = convert(%0) to(u8) : u8[3]
          %2 = convert(%1) to(f32) : f32[3]
          =>
          %0 = round(%x) : f32[3]
          %1 = constant f32[] 255.0
          %2 = broadcast(%1) shape(3) axes() : f32[3]
          %3 = lt(%0, %2) : bool[3]
          %4 = select(%3, %0, %2) : f32[3]
          %5 = constant f32[] 0.0
          %6 = broadcast(%5) shape(3) axes() : f32[3]
          %7 = lt(%6, %0) : bool[3]
          %8 = select(%7, %4, %6) : f32[3]
          """, WholeRules::throughUnsigned),

      Rule.exact("clamp-through-signed", "a whole float that passes through i8 is clamped; NaN and -0 become 0", """
          (%x: f32[3])
          %0 = floor(%x) : f32[3]
          %1 = convert(%0) to(i8) : i8[3]
          %2 = convert(%1) to(f32) : f32[3]
          =>
          %0 = floor(%x) : f32[3]
          %1 = constant f32[] 127.0
          %2 = broadcast(%1) shape(3) axes() : f32[3]
          %3 = lt(%0, %2) : bool[3]
          %4 = select(%3, %0, %2) : f32[3]
          %5 = constant f32[] -128.0
          %6 = broadcast(%5) shape(3) axes() : f32[3]
          %7 = lt(%6, %0) : bool[3]
          %8 = select(%7, %0, %6) : f32[3]
          %9 = constant f32[] 0.0
          %10 = broadcast(%9) shape(3) axes() : f32[3]
          %11 = lt(%10, %0) : bool[3]
          %12 = select(%11, %4, %10) : f32[3]
          %13 = lt(%0, %10) : bool[3]
          %14 = select(%13, %8, %12) : f32[3]
          """, WholeRules::throughSigned));

  private static @Nullable Value products(Site site, Op op) {
    if (!(op instanceof Op.Contraction contraction) || op.type().dtype() != DType.I32) {
      return null;
    }
    var sums = WholeNumbers.ofSums(contraction);
    return sums == null || !sums.isExactInF32() ? null
        : site.add(new Op.Convert(site.add(op.withOperands(v -> site.add(new Op.Convert(v, DType.F32)))), DType.I32));
  }

  private static @Nullable Value sums(Site site, Op op) {
    if (!(op instanceof Op.Convert(var sum, var to)) || to != DType.F32 || sum.type().dtype() != DType.I32
        || !(sum.op() instanceof Op.Apply(var fn, var args)) || !KEEPING.contains(fn) || !isExact(sum)
        || !args.stream().allMatch(WholeRules::isExact)) {
      return null;
    }
    return site.add(new Op.Apply(fn, args.stream().map(v -> site.add(new Op.Convert(v, DType.F32))).toList()));
  }

  private static boolean isExact(Value v) {
    var numbers = WholeNumbers.of(v);
    return numbers != null && numbers.isExactInF32();
  }

  private static @Nullable Value throughInteger(Site site, Op op) {
    return op instanceof Op.Convert(var x, var to) && to == DType.F32 && x.type().dtype().isInteger()
        && x.op() instanceof Op.Convert(var y, var _) && y.type().dtype() == DType.F32
        && WholeNumbers.of(y) instanceof WholeNumbers numbers && numbers.fits(x.type().dtype()) ? y : null;
  }

  /// A value of whole numbers, infinities and NaN that an op turns into integers of up to 16 bits and back.
  private static @Nullable Value wholeThrough(Op op, DType.Kind kind) {
    return op instanceof Op.Convert(var x, var to) && to == DType.F32 && x.op() instanceof Op.Convert(var y, var via)
        && via.kind() == kind && via.bytes() <= Short.BYTES && y.type().dtype() == DType.F32 && isWhole(y) ? y : null;
  }

  private static boolean isWhole(Value v) {
    return switch (v.op()) {
      case Op.Apply(var fn, var args) when fn == ScalarFn.ADD || fn == ScalarFn.SUB ->
          args.stream().allMatch(WholeRules::isWhole);
      case Op.Apply(var fn, var _) -> fn == ScalarFn.ROUND || fn == ScalarFn.FLOOR || fn == ScalarFn.CEIL;
      default -> Constants.isKnown(v) && WholeNumbers.of(v) != null;
    };
  }

  private static @Nullable Value throughUnsigned(Site site, Op op) {
    var y = wholeThrough(op, DType.Kind.UNSIGNED);
    if (y == null) {
      return null;
    }
    var most = number(site, y, WholeNumbers.ofType(((Op.Convert) op).x().type().dtype()).most());
    var above = select(site, site.apply(ScalarFn.LT, y, most), y, most);
    var zero = number(site, y, 0);
    return select(site, site.apply(ScalarFn.LT, zero, y), above, zero);
  }

  private static @Nullable Value throughSigned(Site site, Op op) {
    var y = wholeThrough(op, DType.Kind.SIGNED);
    if (y == null) {
      return null;
    }
    var range = WholeNumbers.ofType(((Op.Convert) op).x().type().dtype());
    var most = number(site, y, range.most());
    var above = select(site, site.apply(ScalarFn.LT, y, most), y, most);
    var least = number(site, y, range.least());
    var below = select(site, site.apply(ScalarFn.LT, least, y), y, least);
    var zero = number(site, y, 0);
    var positive = select(site, site.apply(ScalarFn.LT, zero, y), above, zero);
    return select(site, site.apply(ScalarFn.LT, y, zero), below, positive);
  }

  private static Value number(Site site, Value like, long number) {
    var constant = site.add(new Op.Constant(Literal.scalar(DType.F32, number)));
    return site.broadcast(constant, like.type().shape(), List.of());
  }

  private static Value select(Site site, Value condition, Value yes, Value no) {
    return site.apply(ScalarFn.SELECT, condition, yes, no);
  }
}
