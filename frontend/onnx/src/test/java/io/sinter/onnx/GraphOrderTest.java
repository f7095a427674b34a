package io.sinter.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.ModelError;
import org.junit.jupiter.api.Test;

class GraphOrderTest {
  private static TestGraph graph() {
    return new TestGraph(17).input("x", "f32[2]");
  }

  @Test
  void aValueThatNothingGivesIsAnError() {
    assertThatThrownBy(graph().node("y = Add(x, ghost)")::read).isInstanceOf(ModelError.class).hasMessage("""
        A value is used that nothing gives.
        where: the Add node that gives 'y'
        given: 'ghost'
        expected: the name of an input, an initializer or a node's output
        try: Export the model again: it may have been cut out of a larger one.""");
  }

  @Test
  void anOutputThatNothingGivesIsAnError() {
    assertThatThrownBy(graph().node("y = Relu(x)").output("z")::read)
        .isInstanceOf(ModelError.class).hasMessageContaining("where: output 'z'");
  }

  @Test
  void nodesOutOfOrderAreAnError() {
    assertThatThrownBy(graph().named("first", "z = Relu(y)").named("second", "y = Relu(x)")::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            The nodes are not in topological order.
            where: node 'first' (Relu)
            given: input 'y', which node 'second' (Relu) gives later
            expected: each node after those whose outputs it uses
            try: Sort the graph, for instance with onnx_graphsurgeon's toposort().""");
  }

  @Test
  void nodesInACircleAreNamed() {
    var graph = graph()
        .named("before", "w = Relu(d)")
        .named("a", "b = Add(x, d)")
        .named("b", "c = Relu(b)")
        .named("c", "d = Relu(c)");
    assertThatThrownBy(graph::read).isInstanceOf(ModelError.class).hasMessage("""
        The nodes depend on each other in a circle.
        where: node 'c' (Relu)
        given: node 'c' (Relu), node 'b' (Relu), node 'a' (Add)
        expected: a graph without cycles; loops are Loop or Scan nodes
        try: Export the model again.""");
  }

  @Test
  void aNodeThatUsesItselfIsACircle() {
    assertThatThrownBy(graph().node("y = Add(x, y)")::read)
        .isInstanceOf(ModelError.class).hasMessageStartingWith("The nodes depend on each other in a circle.");
  }

  @Test
  void aNameGivenTwiceIsAnError() {
    assertThatThrownBy(graph().node("y = Relu(x)").named("again", "y = Neg(x)")::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            A name is given twice.
            where: node 'again' (Neg)
            given: 'y', which something before it has
            expected: one input, initializer or node output of each name
            try: Export the model again, or rename one of them.""");
  }

  @Test
  void inputsInitializersAndOutputsHaveNamesOfTheirOwn() {
    for (var wrong : new TestGraph[] {
        graph().input("x", "f32[2]").node("y = Relu(x)"),
        graph().node("x = Relu(x)"),
        graph().floats("w", 1).floats("w", 2).node("y = Relu(x)"),
        graph().floats("y", 1).node("y = Relu(x)"),
        graph().node("y = Relu(x)").output("y").output("y"),
        graph().node("y, y = Relu(x)")}) {
      assertThatThrownBy(wrong::read).isInstanceOf(ModelError.class).hasMessageStartingWith("A name is given twice.");
    }
  }

  @Test
  void anInputWithoutNameIsAnError() {
    assertThatThrownBy(graph().input("", "f32[2]").node("y = Relu(x)")::read)
        .isInstanceOf(ModelError.class).hasMessageStartingWith("An input has no name.");
  }

  @Test
  void anInitializerWithoutNameIsAnError() {
    assertThatThrownBy(graph().floats("", 1).node("y = Relu(x)")::read)
        .isInstanceOf(ModelError.class).hasMessageStartingWith("An initializer has no name.");
  }
}
