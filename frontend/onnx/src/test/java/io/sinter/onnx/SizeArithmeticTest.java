package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Op;
import io.sinter.runtime.Tensor;
import org.junit.jupiter.api.Test;

class SizeArithmeticTest {
  private static TestGraph shaped(String type) {
    return new TestGraph(15).input("x", type).ints("zero", 0).ints("one", 1).ints("two", 2).ints("minus", -1)
        .constant("s0", Tensor.scalar(0L)).constant("s1", Tensor.scalar(1L)).constant("s2", Tensor.scalar(2L))
        .node("shape = Shape(x)");
  }

  @Test
  void exportedShapeArithmeticFolds() {
    var graph = shaped("f32[N, T, 8]")
        .node("n = Gather(shape, s0)")
        .node("t = Gather(shape, s1)")
        .node("un = Unsqueeze(n, zero)")
        .node("nt = Mul(n, t)")
        .node("flat = Unsqueeze(nt, zero)")
        .node("last = Slice(shape, minus, big)")
        .ints("big", Long.MAX_VALUE)
        .node("target = Concat(flat, last)", attribute("axis", 0))
        .node("y = Reshape(x, target)");
    assertThat(graph.type()).isEqualTo("f32[N*T, 8]");
    assertThat(graph.function().body()).hasSize(1);
  }

  @Test
  void castsQuotientsAndDifferencesFold() {
    var graph = shaped("f32[N, 8]")
        .node("c = Cast(shape)", attribute("to", 6))
        .node("d = Cast(c)", attribute("to", 7))
        .node("half = Div(d, two)")
        .node("rest = Sub(d, half)")
        .node("columns = Gather(rest, s1)")
        .node("v = Reshape(columns, minus)")
        .node("rows = Gather(shape, zero)")
        .node("target = Concat(rows, v, minus)", attribute("axis", 0))
        .node("y = Reshape(x, target)");
    assertThat(graph.type()).isEqualTo("f32[N, 4, 2]");
  }

  @Test
  void theQuestionWhichSizesAreOpenFolds() {
    var graph = shaped("f32[N, 1]")
        .ints("wanted", -1, 5)
        .node("count = Shape(wanted)")
        .node("ones = ConstantOfShape(count)", attribute("value", Tensor.of(new long[] {1}, 1)))
        .node("negative = Mul(ones, minus)")
        .node("open = Equal(wanted, negative)")
        .node("target = Where(open, ones, wanted)")
        .node("y = Expand(x, target)");
    assertThat(graph.type()).isEqualTo("f32[N, 5]");
  }

  @Test
  void comparisonsOfSizesFoldWhereTheyAreDecided() {
    var graph = shaped("f32[N, 1]")
        .node("open = Equal(shape, minus)")
        .node("target = Where(open, one, shape)")
        .node("y = Expand(x, target)");
    assertThat(graph.type()).isEqualTo("f32[N, 1]");
  }

  @Test
  void elementsProductsMinimaAndSqueezesFold() {
    var graph = shaped("f32[N, 4]")
        .node("all = Size(x)")
        .node("product = ReduceProd(shape)", attribute("keepdims", 0))
        .node("two_n = Div(product, s2)")
        .node("least = Min(two_n, all)")
        .node("v = Unsqueeze(least, zero)")
        .node("s = Squeeze(v)")
        .node("w = Unsqueeze(s, zero)")
        .node("target = Concat(w, minus)", attribute("axis", 0))
        .node("y = Reshape(x, target)");
    assertThat(graph.type()).isEqualTo("f32[2*N, 2]");
  }

  @Test
  void shapesHaveAStartAndAnEnd() {
    var graph = new TestGraph(15).input("x", "f32[N, 2, 3]")
        .node("a = Shape(x)", attribute("start", 1))
        .node("b = Shape(x)", attribute("start", -2), attribute("end", -1))
        .node("c = Shape(x)", attribute("end", 99))
        .node("d = Shape(x)", attribute("start", 2), attribute("end", 1))
        .output("a").output("b").output("c").output("d");
    assertThat(graph.runAll(iota(5, 2, 3))).containsExactly(Tensor.of(new long[] {2, 3}, 2),
        Tensor.of(new long[] {2}, 1), Tensor.of(new long[] {5, 2, 3}, 3), Tensor.of(new long[0], 0));
  }

  @Test
  void symbolicSizesAreDataWhereDataIsAskedFor() {
    var graph = shaped("f32[N, T]")
        .node("n = Gather(shape, s0)")
        .node("real = Cast(n)", attribute("to", 1))
        .node("root = Sqrt(real)")
        .node("y = Div(x, root)")
        .output("y").output("shape").output("q")
        .node("less = Sub(shape, two)")
        .node("q = Div(less, two)");
    var results = graph.runAll(iota(4, 1));
    assertThat(results.get(0)).isEqualTo(TestGraph.f32(new long[] {4, 1}, 0, 0.5, 1, 1.5));
    assertThat(results.get(1)).isEqualTo(Tensor.of(new long[] {4, 1}, 2));
    assertThat(results.get(2)).as("rounds towards zero").isEqualTo(Tensor.of(new long[] {1, 0}, 2));
  }

  @Test
  void quotientsAsDataRoundDown() {
    var graph = new TestGraph(17).input("x", "f32[N]")
        .node("s = Shape(c)")
        .ints("from", 1).ints("by", 2).ints("to", Long.MAX_VALUE).ints("axes", 0)
        .node("c = Slice(x, from, to, axes, by)")
        .output("s");
    assertThat(swap(graph).runAll(iota(0)).getFirst()).isEqualTo(Tensor.of(new long[] {0}, 1));
    assertThat(swap(graph).runAll(iota(6)).getFirst()).isEqualTo(Tensor.of(new long[] {3}, 1));
    assertThat(swap(graph).runAll(iota(7)).getFirst()).isEqualTo(Tensor.of(new long[] {3}, 1));
  }

  /// The two nodes in the order of their use.
  private static TestGraph swap(TestGraph graph) {
    var nodes = graph.graph().getNodeList();
    if (nodes.getFirst().getOpType().equals("Shape")) {
      var reversed = nodes.reversed().stream().toList();
      graph.graph().clearNode().addAllNode(reversed);
    }
    return graph;
  }

  @Test
  void constantsComputedByNodesAreKnown() {
    var graph = new TestGraph(17).input("x", "f32[2, 3]")
        .constant("m", Tensor.of(new long[] {3, 2, 9, 9}, 2, 2))
        .node("row = Gather(m, i)").constant("i", Tensor.scalar(0L))
        .node("y = Reshape(x, row)");
    assertThat(graph.type()).isEqualTo("f32[3, 2]");
    assertThat(graph.function().body()).allMatch(v -> v.op() instanceof Op.Reshape);
  }

  @Test
  void numbersGoThroughFloatsAndBack() {
    var graph = shaped("f32[N, 4]")
        .node("real = Cast(shape)", attribute("to", 1))
        .constant("scale", Tensor.scalar(2f)).constant("half", Tensor.scalar(0.5f))
        .node("twice = Mul(real, scale)")
        .node("floor = Floor(twice)")
        .node("back = Div(floor, scale)")
        .node("columns = Cast(back)", attribute("to", 7))
        .node("y = Reshape(x, columns)");
    assertThat(graph.type()).isEqualTo("f32[N, 4]");
    assertThat(graph.function().body()).isEmpty();
  }

  @Test
  void remaindersAbsoluteAndNegatedNumbersFold() {
    var graph = shaped("f32[N, 4]")
        .node("negative = Neg(shape)")
        .node("positive = Abs(negative)")
        .node("three = Sub(positive, one)")
        .node("rest = Mod(shape, two)")
        .node("padded = Add(shape, rest)")
        .node("y = ConstantOfShape(padded)")
        .output("y").output("three");
    assertThat(graph.function().results().getFirst().type().toString())
        .isEqualTo("f32[2*N - 2*floordiv(N, 2), 4]");
    assertThat(graph.runAll(iota(3, 4)).getLast()).isEqualTo(Tensor.of(new long[] {2, 3}, 2));
  }

  @Test
  void sumsMinimaAndMaximaOfSizesFold() {
    var graph = shaped("f32[N, 4]")
        .node("sum = ReduceSum(shape)", attribute("keepdims", 1))
        .node("most = ReduceMax(shape)", attribute("keepdims", 1))
        .node("least = ReduceMin(shape)", attribute("keepdims", 1))
        .node("target = Concat(sum, most, least)", attribute("axis", 0))
        .node("y = ConstantOfShape(target)");
    assertThat(graph.type()).isEqualTo("f32[N + 4, max(4, N), min(4, N)]");
  }

  @Test
  void whatMovesSizesFolds() {
    var graph = shaped("f32[N, 4]")
        .node("a, b = Split(shape)")
        .node("square = Expand(shape, corner)").ints("corner", 2, 2)
        .node("column = Gather(square, s0)", attribute("axis", 1))
        .node("tiled = Tile(column, two)")
        .node("same = Identity(tiled)")
        .node("head = Slice(same, zero, s1v)").ints("s1v", 1)
        .node("target = Concat(b, a, head)", attribute("axis", 0))
        .node("y = ConstantOfShape(target)");
    assertThat(graph.type()).isEqualTo("f32[4, N, N]");
  }

  @Test
  void elementsThatAreReplacedFold() {
    var graph = new TestGraph(16).input("x", "f32[N, 4]").node("shape = Shape(x)")
        .constant("at", Tensor.of(new long[] {1, -1}, 2, 1)).ints("with", 7, 9)
        .node("target = ScatterND(shape, at, with)")
        .node("y = ConstantOfShape(target)");
    assertThat(graph.type()).isEqualTo("f32[N, 9]");
  }

  @Test
  void whatIsDecidedOfComparisonsFolds() {
    var graph = shaped("f32[N, 4]")
        .node("some = Greater(shape, minus)")
        .node("few = Less(shape, minus)")
        .node("none = Not(some)")
        .node("either = Or(none, few)")
        .node("target = Where(either, two, shape)")
        .node("y = ConstantOfShape(target)");
    assertThat(graph.type()).isEqualTo("f32[N, 4]");
  }

  @Test
  void anUndecidedChoiceIsMadeAtRunTime() {
    var graph = shaped("f32[N, 4]").ints("eight", 8)
        .node("many = Greater(shape, two)")
        .named("choice", "target = Where(many, eight, shape)")
        .named("fill", "y = ConstantOfShape(target)");
    assertThat(graph.type()).isEqualTo("f32[input0_fill, 8]");
    assertThat(graph.run(iota(1, 4)).shape()).containsExactly(1, 8);
    assertThat(graph.run(iota(3, 4)).shape()).containsExactly(8, 8);
  }

  @Test
  void indicesThatCountAreSizesToo() {
    var graph = shaped("f32[N, 4]").constant("start", Tensor.scalar(2L)).constant("end", Tensor.scalar(8L))
        .node("steps = Range(start, end, s2)")
        .node("y = ConstantOfShape(steps)");
    assertThat(graph.type()).isEqualTo("f32[2, 4, 6]");
  }

  @Test
  void shapesThatDoubleAgainAndAgainDoNotExhaustTheMemory() {
    var graph = new TestGraph(17).input("x", "f32[N]").node("v0 = Shape(x)");
    for (int i = 0; i < 30; i++) {
      graph.node("v" + (i + 1) + " = Concat(v" + i + ", v" + i + ")", attribute("axis", 0));
    }
    assertThat(graph.type()).isEqualTo("i64[1073741824]");
  }
}
