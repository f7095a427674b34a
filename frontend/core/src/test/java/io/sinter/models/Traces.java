package io.sinter.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.sinter.CompileOptions;
import io.sinter.Sinter;
import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Text;
import io.sinter.ir.Verifier;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import io.sinter.trace.Input;
import io.sinter.trace.Traced;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Traces models and runs them.
final class Traces {
  private Traces() {}

  /// What a model of one tensor gives; with sizes that are numbers and with sizes that are names it gives the same.
  static Tensor apply(Tensor x, UnaryOperator<Traced> model) {
    var fixed = run(Sinter.trace("f", fixed("x", x), model), x);
    assertThat(run(Sinter.trace("f", named("x", x), model), x)).isEqualTo(fixed);
    return fixed;
  }

  /// What a model of two tensors gives; with sizes that are numbers and with sizes that are names it gives the same.
  static Tensor apply(Tensor x, Tensor y, BinaryOperator<Traced> model) {
    var fixed = run(Sinter.trace("f", fixed("x", x), fixed("y", y), model), x, y);
    assertThat(run(Sinter.trace("f", named("x", x), named("y", y), model), x, y)).isEqualTo(fixed);
    return fixed;
  }

  static Input fixed(String name, Tensor x) {
    return Input.of(name, x.dtype(), Arrays.stream(x.shape()).boxed().toArray());
  }

  static Input named(String name, Tensor x) {
    return Input.of(name, x.dtype(), IntStream.range(0, x.rank()).mapToObj(i -> name + i).toArray());
  }

  /// What the interpreter gives, once the function has been verified, printed and parsed.
  static Tensor run(Function f, Tensor... inputs) {
    Verifier.verify("trace", f);
    var text = Text.print(f);
    var parsed = Text.parse(text, Text.resources(f));
    assertThat(Text.print(parsed)).isEqualTo(text);
    return Interpreter.run(parsed, List.of(inputs)).getFirst();
  }

  /// What the JVM gives, vectors and scalars alike, which is as good as what the interpreter gives.
  static Tensor compiled(Function f, double tolerance, Tensor... inputs) {
    var expected = run(f, inputs);
    var result = on("jvm", f, inputs);
    assertThat(on("jvm-scalar", f, inputs)).isEqualTo(result);
    assertThat(result.type()).isEqualTo(expected.type());
    assertThat(result.toDoubles()).containsExactly(expected.toDoubles(), offset(tolerance));
    return result;
  }

  private static Tensor on(String target, Function f, Tensor... inputs) {
    var options = CompileOptions.DEFAULTS.withTarget(target).withTiered(false);
    try (var model = Sinter.compile(f, options)) {
      return model.run(List.of(inputs)).getFirst();
    }
  }

  static Tensor random(long seed, long... shape) {
    var random = new Random(seed);
    int count = Tensor.count(DType.F32, shape);
    return Tensor.fromDoubles(DType.F32, shape, random.doubles(count, -2, 2).toArray());
  }

  static Tensor floats(double... values) {
    return Tensor.fromDoubles(DType.F32, new long[] {values.length}, values);
  }

  static Tensor longs(long... values) {
    return Tensor.of(values, values.length);
  }

  static Tensor bools(boolean... values) {
    return Tensor.of(values, values.length);
  }
}
