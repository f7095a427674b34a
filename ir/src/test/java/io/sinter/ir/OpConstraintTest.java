package io.sinter.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every numbered constraint of an [Op] refuses what violates it, with its whole message.
class OpConstraintTest {
  /// @param constraint as in the comments of the ops; functions of [Op.Apply] are written `apply`
  /// @param op violates that constraint and none before it
  record Case(String constraint, Op op, String message) {
    @Override
    public String toString() {
      return constraint + " refuses " + message;
    }
  }

  private static final Builder B = new Builder();

  private static Value f32(long... shape) {
    return B.parameter("f" + List.of(Shape.of(shape)), TensorType.of(DType.F32, shape));
  }

  private static Value of(DType type, long... shape) {
    return B.parameter(type + "" + List.of(Shape.of(shape)), TensorType.of(type, shape));
  }

  private static Window window(long size, long stride, long low, long high, long dilation) {
    return new Window(List.of(size), List.of(stride), List.of(low), List.of(high), List.of(dilation));
  }

  static Stream<Case> cases() {
    return Stream.of(pointwiseAndViews(), indexed(), folds(), control()).flatMap(s -> s);
  }

  private static Stream<Case> indexed() {
    var x = f32(2, 3);
    var i = of(DType.I64, 4);
    return Stream.of(
        new Case("iota.C1", new Counting.Iota(Shape.of(2), 1), """
            The operation iota is not well typed (iota.C1).
            given: axis 1 of [2]"""),
        new Case("gather.C1", new Indexed.Gather(x, List.of(), List.of()), """
            The operation gather is not well typed (gather.C1).
            given: 0 indices for the axes [] of f32[2, 3]"""),
        new Case("gather.C1", new Indexed.Gather(x, List.of(i, i), List.of(0, 0)), """
            The operation gather is not well typed (gather.C1).
            given: 2 indices for the axes [0, 0] of f32[2, 3]"""),
        new Case("gather.C1", new Indexed.Gather(x, List.of(i), List.of(2)), """
            The operation gather is not well typed (gather.C1).
            given: 1 indices for the axes [2] of f32[2, 3]"""),
        new Case("gather.C2", new Indexed.Gather(x, List.of(f32(4)), List.of(0)), """
            The operation gather is not well typed (gather.C2).
            given: indices of the types [f32[4]]"""),
        new Case("gather.C2", new Indexed.Gather(x, List.of(i, of(DType.I32, 4)), List.of(0, 1)), """
            The operation gather is not well typed (gather.C2).
            given: indices of the types [i64[4], i32[4]]"""),
        new Case("scatter.C1", new Indexed.Scatter(x, List.of(i), f32(4, 3), List.of(), Indexed.Update.SET), """
            The operation scatter is not well typed (scatter.C1).
            given: 1 indices for the axes [] of f32[2, 3]"""),
        new Case("scatter.C2",
            new Indexed.Scatter(x, List.of(of(DType.U8, 4)), f32(4, 3), List.of(0), Indexed.Update.SET), """
            The operation scatter is not well typed (scatter.C2).
            given: indices of the types [u8[4]]"""),
        new Case("scatter.C3", new Indexed.Scatter(x, List.of(i), f32(3, 4), List.of(0), Indexed.Update.SET), """
            The operation scatter is not well typed (scatter.C3).
            given: updates of f32[3, 4] for f32[4, 3]"""),
        new Case("scatter.C3",
            new Indexed.Scatter(x, List.of(i), of(DType.F64, 4, 3), List.of(0), Indexed.Update.SET), """
            The operation scatter is not well typed (scatter.C3).
            given: updates of f64[4, 3] for f32[4, 3]"""),
        new Case("scatter.C4", new Indexed.Scatter(
            of(DType.BOOL, 2), List.of(i), of(DType.BOOL, 4), List.of(0), Indexed.Update.ADD), """
            The operation scatter is not well typed (scatter.C4).
            given: add does not combine bool"""));
  }

  private static Function body(List<Value> parameters, Value... results) {
    return new Function("body", parameters, List.of(), List.of(results),
        IntStream.range(0, results.length).mapToObj(r -> "y" + r).toList());
  }

  private static Stream<Case> control() {
    var yes = of(DType.BOOL);
    var trips = of(DType.I64);
    var x = f32(2);
    var type = List.of(x.type());
    var same = body(List.of(x), x);
    var step = body(List.of(trips, x), yes, x);
    return Stream.of(
        new Case("if.C1", new Control.If(x, List.of(x), same, same, type, List.of()), """
            The operation if is not well typed (if.C1).
            given: the condition is f32[2]"""),
        new Case("if.C2", new Control.If(yes, List.of(), same, same, type, List.of()), """
            The operation if is not well typed (if.C2).
            given: [] for a branch [f32[2]] -> [f32[2]]"""),
        new Case("if.C3", new Control.If(yes, List.of(x), same, body(List.of(x)), type, List.of()), """
            The operation if is not well typed (if.C3).
            given: [f32[2]] from a branch [f32[2]] -> []"""),
        new Case("loop.C1", new Control.Loop(x, yes, List.of(x), List.of(), step, type, List.of()), """
            The operation loop is not well typed (loop.C1).
            given: f32[2] trips while bool[]"""),
        new Case("loop.C2", new Control.Loop(trips, yes, List.of(), List.of(), step, type, List.of()), """
            The operation loop is not well typed (loop.C2).
            given: [i64[]] for a body [i64[], f32[2]] -> [bool[], f32[2]]"""),
        new Case("loop.C3",
            new Control.Loop(trips, yes, List.of(x), List.of(), body(List.of(trips, x), x, x), type, List.of()), """
            The operation loop is not well typed (loop.C3).
            given: 1 carried by a body [i64[], f32[2]] -> [f32[2], f32[2]]"""),
        new Case("loop.C4", new Control.Loop(trips, yes, List.of(), List.of(x), step, type, List.of()), """
            The operation loop is not well typed (loop.C4).
            given: [f32[2]] from a body [i64[], f32[2]] -> [bool[], f32[2]]"""),
        new Case("composite.C1", new Op.Composite("id", List.of(f32(3)), body(List.of(x), x)), """
            The operation composite is not well typed (composite.C1).
            given: id of [f32[3]] with a body over [f32[2]]"""),
        new Case("composite.C1", new Op.Composite("none", List.of(x), body(List.of(x))), """
            The operation composite is not well typed (composite.C1).
            given: none of [f32[2]] with a body over [f32[2]]"""),
        new Case("project.C1", new Op.Project(x, 0), """
            The operation project is not well typed (project.C1).
            given: result 0 of parameter : f32[2]"""),
        new Case("bind.C1", new Op.Bind(x, "n"), """
            The operation bind is not well typed (bind.C1).
            given: the size 'n' is f32[2]"""),
        new Case("bind.C2", new Op.Bind(trips, ""), """
            The operation bind is not well typed (bind.C2).
            given: a size without a name"""));
  }

  private static Stream<Case> pointwiseAndViews() {
    return Stream.of(
        new Case("assert.C1", new Assert(f32(2), f32(2), "No.", "yes"), """
            The operation assert is not well typed (assert.C1).
            given: f32[2] for f32[2]"""),
        new Case("assert.C1", new Assert(f32(2), of(DType.BOOL, 3), "No.", "yes"), """
            The operation assert is not well typed (assert.C1).
            given: bool[3] for f32[2]"""),
        new Case("apply.C1", new Op.Apply(ScalarFn.ADD, List.of(f32(2))), """
            The operation add is not well typed (add.C1).
            given: add takes 2 operands, not 1"""),
        new Case("apply.C1", new Op.Apply(ScalarFn.ADD, List.of(f32(2), of(DType.I32, 2))), """
            The operation add is not well typed (add.C1).
            given: add takes operands of one type, not [f32, i32]"""),
        new Case("apply.C1", new Op.Apply(ScalarFn.EXP, List.of(of(DType.I32, 2))), """
            The operation exp is not well typed (exp.C1).
            given: exp does not take operands of type [i32]"""),
        new Case("apply.C2", new Op.Apply(ScalarFn.MUL, List.of(f32(2), f32(3))), """
            The operation mul is not well typed (mul.C2).
            given: operands have the shapes [2] and [3]"""),
        new Case("bitcast.C1", new Op.Bitcast(f32(2), DType.I64), """
            The operation bitcast is not well typed (bitcast.C1).
            given: the bits of f32 are not those of i64"""),
        new Case("convert.C1", new Op.Convert(f32(2), DType.STRING), """
            The operation convert is not well typed (convert.C1).
            given: f32 does not convert to string"""),
        new Case("broadcast.C1", new Op.Broadcast(f32(2, 3), Shape.of(2, 3), List.of(1, 0)), """
            The operation broadcast is not well typed (broadcast.C1).
            given: axes [1, 0] do not place [2, 3] in [2, 3]"""),
        new Case("broadcast.C1", new Op.Broadcast(f32(2), Shape.of(2, 2), List.of(2)), """
            The operation broadcast is not well typed (broadcast.C1).
            given: axes [2] do not place [2] in [2, 2]"""),
        new Case("broadcast.C2", new Op.Broadcast(f32(2), Shape.of(3), List.of(0)), """
            The operation broadcast is not well typed (broadcast.C2).
            given: size 2 does not broadcast to 3"""),
        new Case("transpose.C1", new Op.Transpose(f32(2, 3), List.of(0, 0)), """
            The operation transpose is not well typed (transpose.C1).
            given: [0, 0] is not a permutation of the axes of f32[2, 3]"""),
        new Case("reshape.C1", new Op.Reshape(f32(2, 3), Shape.of(5)), """
            The operation reshape is not well typed (reshape.C1).
            given: [2, 3] has 6 elements, [5] has 5"""),
        new Case("slice.C1", new Op.Slice(f32(2, 3), List.of(Dim.ZERO), Shape.of(1), List.of(1L)), """
            The operation slice is not well typed (slice.C1).
            given: [0] [1] [1] do not slice f32[2, 3]"""),
        new Case("slice.C2", new Op.Slice(f32(2), List.of(Dim.ZERO), Shape.of(1), List.of(0L)), """
            The operation slice is not well typed (slice.C2).
            given: a stride is 0 in [0]"""),
        new Case("slice.C3", new Op.Slice(f32(5), List.of(Dim.of(1)), Shape.of(3), List.of(2L)), """
            The operation slice is not well typed (slice.C3).
            given: from [1], [3] elements in steps of [2] leave f32[5]"""),
        new Case("slice.C3", new Op.Slice(f32(5), List.of(Dim.of(1)), Shape.of(3), List.of(-1L)), """
            The operation slice is not well typed (slice.C3).
            given: from [1], [3] elements in steps of [-1] leave f32[5]"""),
        new Case("pad.C1", Op.Pad.around(f32(2), of(DType.I32), List.of(0L), List.of(0L)), """
            The operation pad is not well typed (pad.C1).
            given: the value is i32[], the operand f32[2]"""),
        new Case("pad.C2", Op.Pad.around(f32(2), f32(), List.of(0L, 0L), List.of(0L)), """
            The operation pad is not well typed (pad.C2).
            given: [0, 0], [0] and [0, 0] do not pad f32[2]"""),
        new Case("pad.C2", new Op.Pad(f32(2), f32(), List.of(Dim.ZERO), List.of(Dim.ZERO), List.of(-1L)), """
            The operation pad is not well typed (pad.C2).
            given: [0], [0] and [-1] do not pad f32[2]"""),
        new Case("pad.C3", Op.Pad.around(f32(2), f32(), List.of(-1L), List.of(-2L)), """
            The operation pad is not well typed (pad.C3).
            given: f32[2] padded to [-1]"""),
        new Case("pad.C3",
            new Op.Pad(f32(2), f32(), List.of(Dim.of(-3)), List.of(Dim.of(-4)), List.of(3L)), """
            The operation pad is not well typed (pad.C3).
            given: f32[2] padded to [-2]"""),
        new Case("concatenate.C1", new Op.Concatenate(List.of(), 0), """
            The operation concatenate is not well typed (concatenate.C1).
            given: there is no operand"""),
        new Case("concatenate.C2", new Op.Concatenate(List.of(f32(2)), 1), """
            The operation concatenate is not well typed (concatenate.C2).
            given: axis 1 of f32[2]"""),
        new Case("concatenate.C3", new Op.Concatenate(List.of(f32(2, 3), f32(2, 4)), 0), """
            The operation concatenate is not well typed (concatenate.C3).
            given: f32[2, 3] and f32[2, 4] along axis 0"""),
        new Case("concatenate.C3", new Op.Concatenate(List.of(f32(2), of(DType.I32, 2)), 0), """
            The operation concatenate is not well typed (concatenate.C3).
            given: f32[2] and i32[2] along axis 0"""),
        new Case("relayout.C1", new Op.Relayout(f32(2, 3), List.of(1)), """
            The operation relayout is not well typed (relayout.C1).
            given: [1] is not an order of the axes of f32[2, 3]"""));
  }

  private static Stream<Case> folds() {
    var two = new Window(List.of(2L, 2L), List.of(1L, 1L), List.of(0L, 0L), List.of(0L, 0L), List.of(1L, 1L));
    return Stream.of(
        new Case("reduce.C1", new Op.Reduce(f32(2), ScalarFn.SUB, List.of(0)), """
            The operation reduce is not well typed (reduce.C1).
            given: sub does not combine f32"""),
        new Case("reduce.C1", new Op.Reduce(f32(2), ScalarFn.AND, List.of(0)), """
            The operation reduce is not well typed (reduce.C1).
            given: and does not combine f32"""),
        new Case("reduce.C2", new Op.Reduce(f32(2, 3), ScalarFn.ADD, List.of(1, 0)), """
            The operation reduce is not well typed (reduce.C2).
            given: axes [1, 0] of f32[2, 3]"""),
        new Case("cumulative_reduce.C1", new Op.CumulativeReduce(of(DType.BOOL, 2), ScalarFn.MAX, 0), """
            The operation cumulative_reduce is not well typed (cumulative_reduce.C1).
            given: max does not combine bool"""),
        new Case("cumulative_reduce.C2", new Op.CumulativeReduce(f32(2), ScalarFn.ADD, 1), """
            The operation cumulative_reduce is not well typed (cumulative_reduce.C2).
            given: axis 1 of f32[2]"""),
        new Case("reduce_window.C1", new Op.ReduceWindow(of(DType.BOOL, 2), ScalarFn.ADD, window(1, 1, 0, 0, 1)), """
            The operation reduce_window is not well typed (reduce_window.C1).
            given: add does not combine bool"""),
        new Case("reduce_window.C2", new Op.ReduceWindow(f32(2), ScalarFn.ADD, window(1, 0, 0, 0, 1)), """
            The operation reduce_window is not well typed (reduce_window.C2).
            given: Window[sizes=[1], strides=[0], low=[0], high=[0], dilations=[1]] over f32[2]"""),
        new Case("reduce_window.C3", new Op.ReduceWindow(f32(2), ScalarFn.ADD, window(5, 1, 0, 0, 1)), """
            The operation reduce_window is not well typed (reduce_window.C3).
            given: Window[sizes=[5], strides=[1], low=[0], high=[0], dilations=[1]] over f32[2]"""),
        new Case("dot_general.C1",
            new Op.DotGeneral(f32(2, 3), f32(3, 2), List.of(0), List.of(1), List.of(0), List.of(0)), """
            The operation dot_general is not well typed (dot_general.C1).
            given: axes [0, 0] of f32[2, 3] and [1, 0] of f32[3, 2]"""),
        new Case("dot_general.C2",
            new Op.DotGeneral(f32(2, 3), f32(4, 2), List.of(), List.of(), List.of(1), List.of(0)), """
            The operation dot_general is not well typed (dot_general.C2).
            given: paired sizes 3 and 4"""),
        new Case("dot_general.C3",
            new Op.DotGeneral(f32(2), of(DType.F64, 2), List.of(), List.of(), List.of(0), List.of(0)), """
            The operation dot_general is not well typed (dot_general.C3).
            given: f32 and f64"""),
        new Case("convolution.C1", new Op.Convolution(f32(1, 2), f32(1, 2), window(1, 1, 0, 0, 1), 1), """
            The operation convolution is not well typed (convolution.C1).
            given: f32[1, 2] and f32[1, 2]"""),
        new Case("convolution.C2", new Op.Convolution(f32(1, 2, 9), f32(1, 2, 3), window(2, 1, 0, 0, 1), 1), """
            The operation convolution is not well typed (convolution.C2).
            given: Window[sizes=[2], strides=[1], low=[0], high=[0], dilations=[1]] for weights f32[1, 2, 3]"""),
        new Case("convolution.C2", new Op.Convolution(f32(1, 2, 9), f32(1, 2, 2), two, 1), """
            The operation convolution is not well typed (convolution.C2).
            given: Window[sizes=[2, 2], strides=[1, 1], low=[0, 0], high=[0, 0], dilations=[1, 1]] for weights \
            f32[1, 2, 2]"""),
        new Case("convolution.C3", new Op.Convolution(f32(1, 4, 9), f32(3, 2, 3), window(3, 1, 0, 0, 1), 2), """
            The operation convolution is not well typed (convolution.C3).
            given: 2 groups of f32[1, 4, 9] and f32[3, 2, 3]"""),
        new Case("convolution.C4",
            new Op.Convolution(f32(1, 2, 9), of(DType.F16, 1, 2, 3), window(3, 1, 0, 0, 1), 1), """
            The operation convolution is not well typed (convolution.C4).
            given: f32 and f16"""),
        new Case("convolution.C5", new Op.Convolution(f32(1, 2, 3), f32(1, 2, 9), window(9, 1, 0, 0, 1), 1), """
            The operation convolution is not well typed (convolution.C5).
            given: Window[sizes=[9], strides=[1], low=[0], high=[0], dilations=[1]] over f32[1, 2, 3]"""));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void refuses(Case c) {
    assertThatThrownBy(() -> c.op().type()).isExactlyInstanceOf(ModelError.class).hasMessage(c.message());
  }

  @Test
  void everyConstraintInTheCommentsIsCheckedAndHasACase() throws IOException {
    var source = new StringBuilder();
    for (var file : List.of("Op", "Assert", "Contractions", "Counting", "Indexed", "Control")) {
      source.append(Files.readString(Path.of("src/main/java/io/sinter/ir/" + file + ".java")));
    }
    var documented = new TreeSet<String>();
    var record = Pattern.compile("((?: *///.*\n)+) *(?:public )?record ([A-Za-z]+)\\(").matcher(source);
    while (record.find()) {
      var name = record.group(2).replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(java.util.Locale.ROOT);
      Pattern.compile("\\bC(\\d+)(?=[:,])").matcher(record.group(1)).results()
          .forEach(m -> documented.add(name + ".C" + m.group(1)));
    }
    Set<String> checked = Pattern.compile("Constraint\\.check\\((\"[a-z_]+\"|fn\\.toString\\(\\)|op), (\\d+)")
        .matcher(source).results().flatMap(m -> ops(m.group(1)).map(op -> op + ".C" + m.group(2)))
        .collect(Collectors.toCollection(TreeSet::new));
    Set<String> tested = cases().map(Case::constraint).collect(Collectors.toCollection(TreeSet::new));
    assertThat(checked).isEqualTo(documented);
    assertThat(tested).isEqualTo(documented).hasSizeGreaterThan(20);
  }

  /// The ops that a check is written for: `op` stands for all that are indexed.
  private static Stream<String> ops(String name) {
    return name.equals("op") ? Stream.of("gather", "scatter")
        : Stream.of(name.startsWith("\"") ? name.substring(1, name.length() - 1) : "apply");
  }

  @Test
  void anErrorNamesTheOriginOfTheValue() {
    var b = new Builder().at(Origin.of("layer3/Add"));
    var x = b.parameter("x", TensorType.of(DType.F32, 2));
    assertThatThrownBy(() -> b.apply(ScalarFn.ADD, x, b.scalar(DType.F32, 1))).hasMessage("""
        The operation add is not well typed (add.C2).
        where: layer3/Add
        given: operands have the shapes [2] and []""");
  }
}
