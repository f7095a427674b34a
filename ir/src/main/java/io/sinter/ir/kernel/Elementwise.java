package io.sinter.ir.kernel;

import io.sinter.ir.ScalarFn;
import java.util.Arrays;
import java.util.List;

/// Scalar primitives applied lane by lane to registers. The functions that models spend their time in have loops of
/// their own, which compile to vector code; the others call [Primitives] in each lane.
final class Elementwise {
  private Elementwise() {}

  /// `to = fn(args)`; `to` may be one of the arguments.
  static Step step(ScalarFn fn, List<Register> args, Register to) {
    var a = args.getFirst();
    var b = args.get(Math.min(1, args.size() - 1));
    var c = args.getLast();
    return switch (fn) {
      case SELECT -> select(a.ints(), b, c, to);
      case LT, LE, EQ -> compare(fn, a, b, to.ints());
      case ADD, SUB, MUL, DIV, MAX, MIN, FMA, NEG, ABS, SQRT, FLOOR, CEIL, ROUND, AND, OR, XOR, NOT, SHL, SHR, RELU,
          EXP, LOG, TANH, SIGMOID, ERF, EXPM1, LOG1P, POW, SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH, ACOSH,
          ATANH -> switch (a.lanes()) {
            case float[] x -> floats(fn, to.floats(), x, b.floats(), c.floats());
            case double[] x -> doubles(fn, to.doubles(), x, b.doubles(), c.doubles());
            case long[] x -> longs(fn, to, x, b.longs());
            case int[] x -> ints(fn, to, x, b.ints());
            default -> throw new IllegalStateException("no register of " + a.type());
          };
    };
  }

  private static Step floats(ScalarFn fn, float[] d, float[] a, float[] b, float[] c) {
    return switch (fn) {
      case FMA -> () -> {
        for (int l = 0; l < d.length; l++) {
          d[l] = Math.fma(a[l], b[l], c[l]);
        }
      };
      case ADD -> () -> {
        for (int l = 0; l < d.length; l++) {
          d[l] = a[l] + b[l];
        }
      };
      case SUB -> () -> {
        for (int l = 0; l < d.length; l++) {
          d[l] = a[l] - b[l];
        }
      };
      case MUL -> () -> {
        for (int l = 0; l < d.length; l++) {
          d[l] = a[l] * b[l];
        }
      };
      default -> {
        var f = Primitives.floats(fn);
        yield () -> {
          for (int l = 0; l < d.length; l++) {
            d[l] = f.of(a[l], b[l], c[l]);
          }
        };
      }
    };
  }

  private static Step doubles(ScalarFn fn, double[] d, double[] a, double[] b, double[] c) {
    var f = Primitives.doubles(fn);
    return () -> {
      for (int l = 0; l < d.length; l++) {
        d[l] = f.of(a[l], b[l], c[l]);
      }
    };
  }

  private static Step longs(ScalarFn fn, Register to, long[] a, long[] b) {
    var f = Primitives.longs(fn, to.type());
    long[] d = to.longs();
    return () -> {
      for (int l = 0; l < d.length; l++) {
        d[l] = f.of(a[l], b[l]);
      }
    };
  }

  private static Step ints(ScalarFn fn, Register to, int[] a, int[] b) {
    var f = Primitives.ints(fn, to.type());
    var type = to.type();
    int[] d = to.ints();
    return () -> {
      for (int l = 0; l < d.length; l++) {
        d[l] = Register.wrap(type, f.of(a[l], b[l]));
      }
    };
  }

  private static Step select(int[] on, Register a, Register b, Register to) {
    return switch (to.lanes()) {
      case float[] d -> {
        float[] x = a.floats();
        float[] y = b.floats();
        yield () -> {
          for (int l = 0; l < d.length; l++) {
            d[l] = on[l] != 0 ? x[l] : y[l];
          }
        };
      }
      case int[] d -> {
        int[] x = a.ints();
        int[] y = b.ints();
        yield () -> {
          for (int l = 0; l < d.length; l++) {
            d[l] = on[l] != 0 ? x[l] : y[l];
          }
        };
      }
      case double[] d -> () -> Arrays.setAll(d, l -> on[l] != 0 ? a.doubles()[l] : b.doubles()[l]);
      case long[] d -> () -> Arrays.setAll(d, l -> on[l] != 0 ? a.longs()[l] : b.longs()[l]);
      default -> throw new IllegalStateException("no register of " + to.type());
    };
  }

  private static Step compare(ScalarFn fn, Register a, Register b, int[] d) {
    return switch (a.lanes()) {
      case float[] x when fn == ScalarFn.LT -> {
        float[] y = b.floats();
        yield () -> {
          for (int l = 0; l < d.length; l++) {
            d[l] = x[l] < y[l] ? 1 : 0;
          }
        };
      }
      case float[] x -> {
        float[] y = b.floats();
        yield fn == ScalarFn.LE ? () -> Arrays.setAll(d, l -> x[l] <= y[l] ? 1 : 0)
            : () -> Arrays.setAll(d, l -> x[l] == y[l] ? 1 : 0);
      }
      case double[] x -> {
        double[] y = b.doubles();
        yield switch (fn) {
          case LT -> () -> Arrays.setAll(d, l -> x[l] < y[l] ? 1 : 0);
          case LE -> () -> Arrays.setAll(d, l -> x[l] <= y[l] ? 1 : 0);
          default -> () -> Arrays.setAll(d, l -> x[l] == y[l] ? 1 : 0);
        };
      }
      case long[] x -> {
        var test = Primitives.test(fn, a.type());
        yield () -> Arrays.setAll(d, l -> test.of(x[l], b.longs()[l]) ? 1 : 0);
      }
      case int[] x -> {
        var type = a.type();
        var test = Primitives.test(fn, type);
        yield () -> Arrays.setAll(d,
            l -> test.of(Primitives.longOf(type, x[l]), Primitives.longOf(type, b.ints()[l])) ? 1 : 0);
      }
      default -> throw new IllegalStateException("no register of " + a.type());
    };
  }
}
