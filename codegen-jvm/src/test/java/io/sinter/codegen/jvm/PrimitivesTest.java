package io.sinter.codegen.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.InterpreterBackend;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every primitive on every type: scalar, three widths and the interpreter, against plain Java.
class PrimitivesTest {
  private static final int N = 1024;
  private static final List<DType> TYPES = Arrays.stream(DType.values()).filter(t -> t != DType.STRING).toList();
  /// With a few thousand, C2 has compiled what is tested.
  private static final int REPEAT = Integer.getInteger("sinter.repeat", 1);
  private static final InterpreterBackend INTERPRETER = new InterpreterBackend();

  static Stream<Arguments> typesAndWidths() {
    return TYPES.stream().flatMap(t -> Stream.of(0, 128, 256, 512).map(bits -> Arguments.of(t, bits)));
  }

  private static int lanes(int vectorBits, DType... types) {
    int bytes = Arrays.stream(types).mapToInt(DType::bytes).reduce(4, Math::max);
    return Math.max(1, vectorBits / 8 / bytes);
  }

  @ParameterizedTest
  @MethodSource("typesAndWidths")
  void primitivesAreWhatPlainJavaSays(DType type, int vectorBits) {
    for (var fn : ScalarFn.values()) {
      boolean wide = vectorBits > 0;
      if (!fn.isPrimitive() || !accepts(fn, type) || wide && fn == ScalarFn.DIV && type.isInteger()) {
        continue;
      }
      var operandTypes = operandTypes(fn, type);
      var data = operandTypes.stream().map(t -> t.newArray(N)).toList();
      fill(fn, operandTypes, data);
      var resultType = fn.resultType(operandTypes);
      int lanes = lanes(vectorBits, type);
      var kernel = elementwise(operandTypes, resultType, lanes, args -> new Expr.Apply(fn, args));
      var expected = new long[N];
      for (int i = 0; i < N; i++) {
        var x = new long[3];
        for (int k = 0; k < data.size(); k++) {
          x[k] = Bits.get(data.get(k), i, operandTypes.get(k));
        }
        expected[i] = PlainJava.apply(fn, type, x[0], x[1], x[2]);
      }
      check(kernel, data, resultType, expected, fn + " of " + type + "x" + lanes, operandTypes);
    }
  }

  @ParameterizedTest
  @MethodSource("typesAndWidths")
  void conversionsAreWhatPlainJavaSays(DType from, int vectorBits) {
    for (var to : TYPES) {
      var data = List.of(from.newArray(N));
      fill(ScalarFn.ABS, List.of(from), data);
      int lanes = lanes(vectorBits, from, to);
      var kernel = elementwise(List.of(from), to, lanes, args -> new Expr.Convert(to, args.getFirst()));
      var expected = new long[N];
      for (int i = 0; i < N; i++) {
        long x = Bits.get(data.getFirst(), i, from);
        expected[i] = from == to ? x : PlainJava.convert(from, to, x);
      }
      check(kernel, data, to, expected, from + " to " + to + "x" + lanes, List.of(from));
    }
  }

  @ParameterizedTest
  @MethodSource("typesAndWidths")
  void bitcastsKeepTheBits(DType from, int vectorBits) {
    for (var to : TYPES) {
      if (to.bytes() != from.bytes() || vectorBits > 0 && (from == DType.BOOL || to == DType.BOOL)) {
        continue;
      }
      var data = List.of(from.newArray(N));
      fill(ScalarFn.ABS, List.of(from), data);
      int lanes = lanes(vectorBits, from, to);
      var kernel = elementwise(List.of(from), to, lanes, args -> new Expr.Bitcast(to, args.getFirst()));
      var expected = new long[N];
      for (int i = 0; i < N; i++) {
        var one = to.newArray(1);
        Bits.set(one, 0, Bits.wrap(Bits.get(data.getFirst(), i, from), to));
        expected[i] = Bits.get(one, 0, to);
      }
      check(kernel, data, to, expected, from + " as " + to + "x" + lanes, List.of(from));
    }
  }

  @ParameterizedTest
  @MethodSource("typesAndWidths")
  void shiftsByConstantsAreShifts(DType type, int vectorBits) {
    if (!type.isInteger()) {
      return;
    }
    for (var fn : new ScalarFn[] {ScalarFn.SHL, ScalarFn.SHR}) {
      for (int count : new int[] {0, 1, type.bytes() * 8 - 1}) {
        int lanes = lanes(vectorBits, type);
        var by = new Expr.Const(type, count);
        var kernel = elementwise(List.of(type), type, lanes,
            args -> Expr.apply(fn, args.getFirst(), lanes == 1 ? by : new Expr.Splat(by, lanes)));
        var data = List.of(type.newArray(N));
        fill(ScalarFn.ABS, List.of(type), data);
        var expected = new long[N];
        for (int i = 0; i < N; i++) {
          expected[i] = PlainJava.apply(fn, type, Bits.get(data.getFirst(), i, type), count, 0);
        }
        check(kernel, data, type, expected, fn + " of " + type + "x" + lanes + " by " + count, List.of(type));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("typesAndWidths")
  void clampsWrittenAsSelectionsKeepZerosAndNans(DType type, int vectorBits) {
    if (type != DType.F32 && type != DType.F64) {
      return;
    }
    int lanes = lanes(vectorBits, type);
    for (double bound : new double[] {0, -0.0, 1.5, -1.5, Double.NaN, Double.POSITIVE_INFINITY}) {
      for (var fn : new ScalarFn[] {ScalarFn.LT, ScalarFn.LE}) {
        for (boolean below : new boolean[] {false, true}) {
          for (boolean swapped : new boolean[] {false, true}) {
            var c = Expr.Const.of(type, bound);
            var local = new Local("v", type, lanes);
            var x = new Expr.Read(local);
            var spread = lanes == 1 ? c : new Expr.Splat(c, lanes);
            var test = below ? Expr.apply(fn, x, spread) : Expr.apply(fn, spread, x);
            var value = swapped ? Expr.apply(ScalarFn.SELECT, test, x, spread)
                : Expr.apply(ScalarFn.SELECT, test, spread, x);
            var kernel = elementwise(List.of(type), type, lanes, args -> value, local);
            var data = List.of(type.newArray(N));
            fill(ScalarFn.ABS, List.of(type), data);
            var expected = new long[N];
            for (int i = 0; i < N; i++) {
              long v = Bits.get(data.getFirst(), i, type);
              long b = type == DType.F32 ? c.bits() : Double.doubleToLongBits(bound);
              boolean holds = (below ? PlainJava.apply(fn, type, v, b, 0) : PlainJava.apply(fn, type, b, v, 0)) != 0;
              expected[i] = holds != swapped ? b : v;
            }
            check(kernel, data, type, expected, "select " + fn + bound + below + swapped, List.of(type));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("typesAndWidths")
  void vectorsRefuseIntegerDivision(DType type, int vectorBits) {
    if (!type.isInteger() || vectorBits == 0) {
      return;
    }
    int lanes = lanes(vectorBits, type);
    var kernel = elementwise(List.of(type, type), type, lanes, args -> new Expr.Apply(ScalarFn.DIV, args));
    assertThatThrownBy(() -> Kernels.load(kernel)).isInstanceOf(IllegalArgumentException.class).hasMessage(
        "kernel k, line 7: vectors of " + type + " have no div: lanes that are off divide by 0");
  }

  // ---- kernels -----------------------------------------------------------------------------------------------------

  private interface Body {
    Expr of(List<Expr> args);
  }

  private static Kernel.Flat elementwise(List<DType> types, DType result, int lanes, Body body) {
    return elementwise(types, result, lanes, body, new Local("unused", types.getFirst(), lanes));
  }

  /// @param first holds the first operand
  private static Kernel.Flat elementwise(List<DType> types, DType result, int lanes, Body body, Local first) {
    var buffers = new ArrayList<Buffer>();
    var args = new ArrayList<Expr>();
    var at = Dim.symbol("i").times(lanes);
    for (var t : types) {
      var name = "x" + buffers.size();
      buffers.add(Kernels.buffer(name, Buffer.Role.IN, t, N));
      args.add(new Expr.Fetch(name, t, at, lanes, Optional.empty()));
    }
    buffers.add(Kernels.buffer("y", Buffer.Role.OUT, result, N));
    return new Kernel.Flat("k", List.of(), buffers, new Stmt.Loop("i", Dim.of(N / lanes), Label.SERIAL,
        Stmt.block(new Stmt.Set(first, args.getFirst()), new Stmt.Put("y", at, body.of(args), Optional.empty()))));
  }

  private static void check(
      Kernel.Flat kernel, List<Object> data, DType type, long[] expected, String what, List<DType> types) {
    var arrays = new ArrayList<>(data);
    var y = type.newArray(N);
    arrays.add(y);
    var code = Kernels.load(kernel);
    for (int i = 0; i < REPEAT; i++) {
      code.run(arrays.toArray(), new int[0], 0, 1);
    }
    var interpreted = type.newArray(N);
    arrays.set(data.size(), interpreted);
    INTERPRETER.load(Map.of("k", INTERPRETER.emit(kernel))).code("k").run(arrays.toArray(), new int[0], 0, 1);
    for (int i = 0; i < N; i++) {
      if (Bits.get(y, i, type) != canonical(expected[i], type)) {
        assertThat(Bits.show(Bits.get(y, i, type), type)).as(operands(what, data, types, i))
            .isEqualTo(Bits.show(canonical(expected[i], type), type));
      }
      if (Bits.get(interpreted, i, type) != canonical(expected[i], type)) {
        assertThat(Bits.show(Bits.get(interpreted, i, type), type)).as("interpreter: " + operands(what, data, types, i))
            .isEqualTo(Bits.show(canonical(expected[i], type), type));
      }
    }
  }

  private static long canonical(long bits, DType type) {
    var one = type.newArray(1);
    Bits.set(one, 0, bits);
    return Bits.get(one, 0, type);
  }

  private static String operands(String what, List<Object> data, List<DType> types, int i) {
    var text = new StringBuilder(what);
    for (int k = 0; k < data.size(); k++) {
      text.append(k == 0 ? ": " : ", ").append(Bits.show(Bits.get(data.get(k), i, types.get(k)), types.get(k)));
    }
    return text.toString();
  }

  // ---- operands ----------------------------------------------------------------------------------------------------

  private static boolean accepts(ScalarFn fn, DType type) {
    if ((type == DType.F16 || type == DType.BF16) && fn != ScalarFn.SELECT) {
      return false;
    }
    try {
      fn.resultType(operandTypes(fn, type));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static List<DType> operandTypes(ScalarFn fn, DType type) {
    return fn == ScalarFn.SELECT ? List.of(DType.BOOL, type, type) : Collections.nCopies(fn.arity(), type);
  }

  /// All pairs of odd values, as far as there is room.
  private static void fill(ScalarFn fn, List<DType> types, List<Object> data) {
    for (int k = 0; k < types.size(); k++) {
      var type = types.get(k);
      var values = Bits.of(type);
      for (int i = 0; i < N; i++) {
        int pick = switch (k) {
          case 0 -> i;
          case 1 -> i + i / values.length;
          default -> 7 * i + i / 3;
        };
        long v = values[pick % values.length];
        if (k == 1 && (fn == ScalarFn.SHL || fn == ScalarFn.SHR)) {
          v = v & (type.bytes() * 8 - 1);
        }
        if (k == 1 && fn == ScalarFn.DIV && type.isInteger() && v == 0) {
          v = 3;
        }
        Bits.set(data.get(k), i, v);
      }
    }
  }
}
