package io.sinter.passes;

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
}
