package io.sinter.ir;

import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Tensor;
import java.util.List;

/// The meaning of [ScalarFn] on many elements: floats computed in double, integers in long, then rounded or cut to the
/// type of the result.
final class ScalarLoops {
  private ScalarLoops() {}

  static Tensor apply(ScalarFn fn, List<Tensor> args, long[] shape) {
    var types = args.stream().map(Tensor::dtype).toList();
    var result = fn.resultType(types);
    int n = args.getFirst().elements();
    var array = result.newArray(n);
    if (types.getLast() == DType.STRING) {
      strings(args, (String[]) array);
    } else if (types.getLast().isFloat()) {
      var in = new double[3][Elements.RUN];
      var out = new double[Elements.RUN];
      for (int at = 0; at < n; at += Elements.RUN) {
        Pulse.beat();
        int run = Math.min(Elements.RUN, n - at);
        for (int i = 0; i < args.size(); i++) {
          Elements.load(args.get(i), at, in[i], run);
        }
        if (fn == ScalarFn.FMA && result != DType.F64) {
          singleFma(in[0], in[1], in[2], out, run);
        } else {
          reals(fn, in[0], in[1], in[2], out, run);
        }
        Elements.store(out, run, result, array, at);
      }
    } else {
      var in = new long[3][Elements.RUN];
      var out = new long[Elements.RUN];
      for (int at = 0; at < n; at += Elements.RUN) {
        Pulse.beat();
        int run = Math.min(Elements.RUN, n - at);
        for (int i = 0; i < args.size(); i++) {
          Elements.load(args.get(i), at, in[i], run);
        }
        integers(fn, types.getLast(), in[0], in[1], in[2], out, run);
        Elements.store(out, run, result, array, at);
      }
    }
    return Tensor.of(result, shape, array);
  }

  private static void strings(List<Tensor> args, String[] result) {
    for (int i = 0; i < result.length; i++) {
      result[i] = args.get(args.getFirst().longAt(i) != 0 ? 1 : 2).strings()[i];
    }
  }

  private static void singleFma(double[] a, double[] b, double[] c, double[] r, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.fma((float) a[i], (float) b[i], (float) c[i]);
    }
  }

  private static void reals(ScalarFn fn, double[] a, double[] b, double[] c, double[] r, int n) {
    switch (fn) {
      case ADD -> { for (int i = 0; i < n; i++) { r[i] = a[i] + b[i]; } }
      case SUB -> { for (int i = 0; i < n; i++) { r[i] = a[i] - b[i]; } }
      case MUL -> { for (int i = 0; i < n; i++) { r[i] = a[i] * b[i]; } }
      case DIV -> { for (int i = 0; i < n; i++) { r[i] = a[i] / b[i]; } }
      case MAX -> { for (int i = 0; i < n; i++) { r[i] = Math.max(a[i], b[i]); } }
      case MIN -> { for (int i = 0; i < n; i++) { r[i] = Math.min(a[i], b[i]); } }
      case FMA -> { for (int i = 0; i < n; i++) { r[i] = Math.fma(a[i], b[i], c[i]); } }
      case NEG -> { for (int i = 0; i < n; i++) { r[i] = -a[i]; } }
      case ABS -> { for (int i = 0; i < n; i++) { r[i] = Math.abs(a[i]); } }
      case SQRT -> { for (int i = 0; i < n; i++) { r[i] = Math.sqrt(a[i]); } }
      case FLOOR -> { for (int i = 0; i < n; i++) { r[i] = Math.floor(a[i]); } }
      case CEIL -> { for (int i = 0; i < n; i++) { r[i] = Math.ceil(a[i]); } }
      case ROUND -> { for (int i = 0; i < n; i++) { r[i] = Math.rint(a[i]); } }
      case LT -> { for (int i = 0; i < n; i++) { r[i] = a[i] < b[i] ? 1 : 0; } }
      case LE -> { for (int i = 0; i < n; i++) { r[i] = a[i] <= b[i] ? 1 : 0; } }
      case EQ -> { for (int i = 0; i < n; i++) { r[i] = a[i] == b[i] ? 1 : 0; } }
      case SELECT -> { for (int i = 0; i < n; i++) { r[i] = a[i] != 0 ? b[i] : c[i]; } }
      case RELU -> { for (int i = 0; i < n; i++) { r[i] = a[i] < 0 ? 0 : a[i]; } }
      case EXP -> { for (int i = 0; i < n; i++) { r[i] = StrictMath.exp(a[i]); } }
      case LOG -> { for (int i = 0; i < n; i++) { r[i] = StrictMath.log(a[i]); } }
      case TANH -> { for (int i = 0; i < n; i++) { r[i] = StrictMath.tanh(a[i]); } }
      case SIGMOID -> { for (int i = 0; i < n; i++) { r[i] = Reals.sigmoid(a[i]); } }
      case ERF -> { for (int i = 0; i < n; i++) { r[i] = Erf.erf(a[i]); } }
      case EXPM1 -> { for (int i = 0; i < n; i++) { r[i] = StrictMath.expm1(a[i]); } }
      case LOG1P -> { for (int i = 0; i < n; i++) { r[i] = StrictMath.log1p(a[i]); } }
      case POW -> { for (int i = 0; i < n; i++) { r[i] = Reals.power(a[i], b[i]); } }
      case SIN -> { for (int i = 0; i < n; i++) { r[i] = StrictMath.sin(a[i]); } }
      case COS -> { for (int i = 0; i < n; i++) { r[i] = StrictMath.cos(a[i]); } }
      case TAN -> { for (int i = 0; i < n; i++) { r[i] = StrictMath.tan(a[i]); } }
      case ASIN -> { for (int i = 0; i < n; i++) { r[i] = StrictMath.asin(a[i]); } }
      case ACOS -> { for (int i = 0; i < n; i++) { r[i] = StrictMath.acos(a[i]); } }
      case ATAN -> { for (int i = 0; i < n; i++) { r[i] = StrictMath.atan(a[i]); } }
      case SINH -> { for (int i = 0; i < n; i++) { r[i] = StrictMath.sinh(a[i]); } }
      case COSH -> { for (int i = 0; i < n; i++) { r[i] = StrictMath.cosh(a[i]); } }
      case ASINH -> { for (int i = 0; i < n; i++) { r[i] = Reals.asinh(a[i]); } }
      case ACOSH -> { for (int i = 0; i < n; i++) { r[i] = Reals.acosh(a[i]); } }
      case ATANH -> { for (int i = 0; i < n; i++) { r[i] = Reals.atanh(a[i]); } }
      case AND, OR, XOR, NOT, SHL, SHR -> throw new IllegalArgumentException(fn + " of floats");
    }
  }

  private static void integers(ScalarFn fn, DType type, long[] a, long[] b, long[] c, long[] r, int n) {
    boolean signed = type.kind() == DType.Kind.SIGNED;
    // moves the order of unsigned longs onto that of longs
    long flip = type == DType.U64 ? Long.MIN_VALUE : 0;
    switch (fn) {
      case ADD -> { for (int i = 0; i < n; i++) { r[i] = a[i] + b[i]; } }
      case SUB -> { for (int i = 0; i < n; i++) { r[i] = a[i] - b[i]; } }
      case MUL -> { for (int i = 0; i < n; i++) { r[i] = a[i] * b[i]; } }
      case DIV -> { for (int i = 0; i < n; i++) { r[i] = divide(a[i], b[i], flip != 0); } }
      case MAX -> { for (int i = 0; i < n; i++) { r[i] = Math.max(a[i] ^ flip, b[i] ^ flip) ^ flip; } }
      case MIN -> { for (int i = 0; i < n; i++) { r[i] = Math.min(a[i] ^ flip, b[i] ^ flip) ^ flip; } }
      case NEG -> { for (int i = 0; i < n; i++) { r[i] = -a[i]; } }
      case ABS -> { for (int i = 0; i < n; i++) { r[i] = signed ? Math.abs(a[i]) : a[i]; } }
      case RELU -> { for (int i = 0; i < n; i++) { r[i] = signed ? Math.max(0, a[i]) : a[i]; } }
      case LT -> { for (int i = 0; i < n; i++) { r[i] = (a[i] ^ flip) < (b[i] ^ flip) ? 1 : 0; } }
      case LE -> { for (int i = 0; i < n; i++) { r[i] = (a[i] ^ flip) <= (b[i] ^ flip) ? 1 : 0; } }
      case EQ -> { for (int i = 0; i < n; i++) { r[i] = a[i] == b[i] ? 1 : 0; } }
      case AND -> { for (int i = 0; i < n; i++) { r[i] = a[i] & b[i]; } }
      case OR -> { for (int i = 0; i < n; i++) { r[i] = a[i] | b[i]; } }
      case XOR -> { for (int i = 0; i < n; i++) { r[i] = a[i] ^ b[i]; } }
      case NOT -> { for (int i = 0; i < n; i++) { r[i] = type == DType.BOOL ? a[i] ^ 1 : ~a[i]; } }
      case SHL -> { for (int i = 0; i < n; i++) { r[i] = a[i] << b[i]; } }
      case SHR -> { for (int i = 0; i < n; i++) { r[i] = signed ? a[i] >> b[i] : a[i] >>> b[i]; } }
      case SELECT -> { for (int i = 0; i < n; i++) { r[i] = a[i] != 0 ? b[i] : c[i]; } }
      case FMA, SQRT, FLOOR, CEIL, ROUND, EXP, LOG, TANH, SIGMOID, ERF, EXPM1, LOG1P, POW, SIN, COS, TAN, ASIN, ACOS,
          ATAN, SINH, COSH, ASINH, ACOSH, ATANH ->
          throw new IllegalArgumentException(fn + " of integers");
    }
  }

  private static long divide(long a, long b, boolean unsigned) {
    if (b == 0) {
      throw new ModelError(Problem.of("An integer is divided by zero.").given(a + " / 0")
          .tryThis("keep zeros out of the divisor, with max or select"));
    }
    return unsigned ? Long.divideUnsigned(a, b) : a / b;
  }
}
