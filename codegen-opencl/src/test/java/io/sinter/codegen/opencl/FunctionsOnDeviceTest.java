package io.sinter.codegen.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.KernelInterpreter;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Layout;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every primitive, conversion and move of lanes has on a device the bits that the kernel interpreter gives it.
/// `-Dsinter.lanes=2,4,8` tries other vectors.
class FunctionsOnDeviceTest {
  private static final int N = 1024;
  private static final Dim AT = Dim.symbol("at");

  static Stream<Arguments> typesAndLanes() {
    var lanes = Arrays.stream(System.getProperty("sinter.lanes", "1,16").split(",")).map(Integer::valueOf).toList();
    return types().flatMap(t -> lanes.stream().map(l -> Arguments.of(t, l)));
  }

  private static Stream<DType> types() {
    return Arrays.stream(DType.values()).filter(t -> t != DType.STRING);
  }

  @ParameterizedTest
  @MethodSource("typesAndLanes")
  void everyFunctionHasTheInterpretersBits(DType type, int lanes) {
    if (!ExactDevice.computes(type)) {
      return;
    }
    var kernel = kernel(type, lanes, functions(type, lanes));
    var here = arrays(kernel, type);
    var there = arrays(kernel, type);
    KernelInterpreter.prepare(kernel).run(here, new int[0], 0, 1);
    assertThat(ExactDevice.run(kernel, new int[0], 1, there)).as("marks").containsOnly(0);
    for (int b = 4; b < here.length; b++) {
      var result = kernel.buffers().get(b);
      for (int i = 0; i < N; i++) {
        long expected = Awkward.get(here[b], i, result.type());
        long actual = Awkward.get(there[b], i, result.type());
        if (actual != expected) {
          assertThat(Long.toHexString(actual))
              .as("%s of %s x %d at %s, %s, %s", result.name(), type, lanes, hex(here[1], i, type),
                  hex(here[2], i, type), hex(here[3], i, type))
              .isEqualTo(Long.toHexString(expected));
        }
      }
    }
  }

  private static String hex(Object array, int i, DType type) {
    return Long.toHexString(Awkward.get(array, i, type));
  }

  private static Object[] arrays(Kernel.Flat kernel, DType type) {
    var arrays = kernel.buffers().stream().map(b -> b.type().newArray(N)).toArray();
    arrays[0] = Awkward.array(DType.BOOL, N, 0);
    for (int turn = 0; turn < 3; turn++) {
      arrays[1 + turn] = Awkward.array(type, N, turn);
    }
    return arrays;
  }

  /// By what each is called.
  private static Map<String, Expr> functions(DType type, int lanes) {
    var all = new LinkedHashMap<String, Expr>();
    List<Expr> x = List.of(fetch("x", type, lanes), fetch("y", type, lanes), fetch("z", type, lanes));
    for (var fn : ScalarFn.values()) {
      apply(fn, type, lanes, x).ifPresent(value -> all.put(fn.toString(), value));
    }
    for (var to : types().filter(ExactDevice::computes).toList()) {
      all.put("to " + to, new Expr.Convert(to, x.getFirst()));
      if (to.bytes() == type.bytes() && (lanes == 1 || to != DType.BOOL && type != DType.BOOL)) {
        all.put("as " + to, new Expr.Bitcast(to, x.getFirst()));
      }
    }
    if (lanes > 1) {
      all.put("rotate", new Expr.Rotate(x.getFirst(), lanes / 2 + 1 - 2 / lanes));
      all.put("lane", new Expr.Splat(new Expr.Lane(x.getFirst(), lanes - 1), lanes));
    }
    return all;
  }

  private static Optional<Expr> apply(ScalarFn fn, DType type, int lanes, List<Expr> x) {
    boolean half = type == DType.F16 || type == DType.BF16;
    if (!fn.isPrimitive() || half && fn != ScalarFn.SELECT || lanes > 1 && fn == ScalarFn.DIV && type.isInteger()) {
      return Optional.empty();
    }
    try {
      fn.resultType(fn == ScalarFn.SELECT ? List.of(DType.BOOL, type, type) : Collections.nCopies(fn.arity(), type));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (fn == ScalarFn.DIV && type.isInteger()) {
      var zero = Expr.apply(ScalarFn.EQ, x.get(1), new Expr.Const(type, 0));
      var divisor = Expr.apply(ScalarFn.SELECT, zero, new Expr.Const(type, 3), x.get(1));
      return Optional.of(Expr.apply(fn, x.get(0), divisor));
    }
    return Optional.of(fn == ScalarFn.SELECT ? Expr.apply(fn, fetch("p", DType.BOOL, lanes), x.get(0), x.get(1))
        : new Expr.Apply(fn, x.subList(0, fn.arity())));
  }

  private static Expr fetch(String buffer, DType type, int lanes) {
    return new Expr.Fetch(buffer, type, AT, lanes, Optional.empty());
  }

  private static Kernel.Flat kernel(DType type, int lanes, Map<String, Expr> functions) {
    var buffers = new ArrayList<>(List.of(buffer("p", Buffer.Role.IN, DType.BOOL), buffer("x", Buffer.Role.IN, type),
        buffer("y", Buffer.Role.IN, type), buffer("z", Buffer.Role.IN, type)));
    var body = new ArrayList<Stmt>();
    body.add(new Stmt.Bind("at", Dim.symbol("i").times(lanes)));
    functions.forEach((name, value) -> {
      buffers.add(buffer(name, Buffer.Role.OUT, value.type()));
      body.add(new Stmt.Put(name, AT, value, Optional.empty()));
    });
    return new Kernel.Flat("functions of " + type, List.of(), buffers,
        new Stmt.Loop("i", Dim.of(N / lanes), Label.SERIAL, new Stmt.Block(body)));
  }

  private static Buffer buffer(String name, Buffer.Role role, DType type) {
    var shape = Shape.of(N);
    return new Buffer(name, role, type, shape, Layout.dense(shape));
  }
}
