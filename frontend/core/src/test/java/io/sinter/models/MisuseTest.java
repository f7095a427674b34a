package io.sinter.models;

import static io.sinter.models.Traces.floats;
import static io.sinter.trace.Scope.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.Sinter;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.trace.Flow;
import io.sinter.trace.Input;
import io.sinter.trace.Nn;
import io.sinter.trace.Tensors;
import io.sinter.trace.Traced;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Whole messages of what users get wrong about traces; see [TypeErrorsTest] for what they get wrong about tensors.
class MisuseTest {
  private static final Input X = Input.of("x", DType.F32, "batch", 3);

  /// That a model is refused with a message, in which `HERE` stands for the file and line of the model.
  private static void assertRefused(UnaryOperator<Traced> model, String message) {
    assertThatThrownBy(() -> Sinter.trace("model", X, model)).isInstanceOf(ModelError.class)
        .satisfies(e -> assertThat(e.getMessage().replaceAll("MisuseTest\\.java:\\d+", "HERE") + "\n")
            .isEqualTo(message));
  }

  @Test
  void aTensorEndsWithItsTrace() {
    var leaked = new ArrayList<Traced>();
    Sinter.trace("first", X, x -> {
      leaked.add(x.exp());
      return x;
    });
    assertThatThrownBy(() -> leaked.getFirst().plus(1)).isInstanceOf(ModelError.class)
        .satisfies(e -> assertThat(e.getMessage().replaceAll(":\\d+", "")).isEqualTo("""
            A traced tensor is used when nothing is traced.
            where: plus (MisuseTest.java)
            try: compute with it only while Sinter.trace runs, and on the same thread"""));
    assertThat(leaked.getFirst().type()).hasToString("f32[batch, 3]");
    assertRefused(x -> x.plus(leaked.getFirst()), """
        A tensor of one trace is used in another.
        where: plus (HERE)
        given: f32[batch, 3] of exp (HERE) of 'first'
        expected: tensors of 'model'
        try: pass it as an input
        """);
    assertRefused(x -> leaked.getFirst(), """
        A tensor of one trace is used in another.
        where: return (HERE)
        given: f32[batch, 3] of exp (HERE) of 'first'
        expected: tensors of 'model'
        try: pass it as an input
        """);
  }

  @Test
  void aTensorOfTheTraceAroundIsNoneOfATraceWithin() {
    assertRefused(x -> {
      Sinter.trace("inner", Input.of("y", DType.F32), y -> y.plus(x));
      return x;
    }, """
        A tensor of one trace is used in another.
        where: plus (HERE)
        given: f32[batch, 3] of input 'x' of 'model'
        expected: tensors of 'inner'
        try: pass it as an input
        """);
  }

  @Test
  void aTensorOfABodyEndsWithTheBody() {
    var leaked = new ArrayList<Traced>();
    assertRefused(x -> {
      Flow.repeat(3, x, s -> {
        leaked.add(s.exp());
        return s;
      });
      return leaked.getFirst().plus(x);
    }, """
        A tensor of the body of 'step' is used outside of that body.
        where: plus (HERE)
        given: f32[batch, 3] of exp (HERE)
        expected: tensors of 'model'
        try: give it out as a result of the body
        """);
  }

  @Test
  void anotherThreadTracesNothing() {
    var errors = new ArrayList<String>();
    Sinter.trace("model", X, x -> {
      var thread = Thread.ofVirtual().unstarted(() -> {
        try {
          x.exp();
        } catch (ModelError e) {
          errors.add(e.problem().sentence());
        }
      });
      thread.start();
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return x;
    });
    assertThat(errors).containsExactly("A traced tensor is used when nothing is traced.");
  }

  @Test
  void namesAreNeededAndDistinct() {
    assertThatThrownBy(() -> Sinter.trace(" ", X, x -> x)).hasMessageMatching("""
        A traced function has no name\\.
        where: MisuseTest\\.java:\\d+
        given: ' '""");
    assertThatThrownBy(() -> Sinter.trace("f", X, X, Traced::plus)).hasMessageMatching("""
        Two inputs have one name\\.
        where: MisuseTest\\.java:\\d+
        given: 'x' twice among \\[x, x\\]""");
    assertThatThrownBy(() -> Sinter.trace("f", List.of(X), in -> List.of())).hasMessageMatching("""
        A traced function has no output\\.
        where: MisuseTest\\.java:\\d+
        given: the outputs \\[\\] of 'f'""");
    assertThatThrownBy(() -> Sinter.trace("f", List.of(X),
        in -> List.of(in.getFirst().named("y"), in.getFirst().named("y")))).hasMessageMatching("""
        Two outputs have one name\\.
        where: MisuseTest\\.java:\\d+
        given: the outputs \\[y, y\\] of 'f'""");
    assertThatThrownBy(() -> Input.of("", DType.F32)).hasMessageMatching("""
        An input has no name\\.
        where: input \\(MisuseTest\\.java:\\d+\\)
        given: ''""");
    assertRefused(x -> scope("", x::exp), """
        A scope has no name.
        where: scope (HERE)
        given: ''
        """);
  }

  @Test
  void sizesAreNumbersOrNames() {
    for (var size : new Object[] {-1, "2n", "", 1.5, 1L << 40, "a b"}) {
      assertThatThrownBy(() -> Input.of("x", DType.F32, 1, size)).isInstanceOf(ModelError.class).hasMessageMatching("""
          A size is not well written\\.
          where: input 'x' \\(MisuseTest\\.java:\\d+\\)
          given: '?.*'?
          expected: a number from 0 to 2147483647, a name such as "batch", or a Dim""");
    }
    assertThatThrownBy(() -> Input.of("x", DType.F32, 1 << 30, 1 << 30, 1 << 30)).hasMessageMatching("""
        A tensor has too many elements\\.
        where: input 'x' \\(MisuseTest\\.java:\\d+\\)
        given: f32\\[1073741824, 1073741824, 1073741824\\]
        expected: a number of elements below 2\\^63""");
    assertRefused(x -> Tensors.zeros(DType.F32, 1 << 30, 1 << 30, 1 << 30), """
        A tensor has too many elements.
        where: full (HERE)
        given: f32[1073741824, 1073741824, 1073741824]
        expected: a number of elements below 2^63
        """);
    assertRefused(x -> x.reshape("bach", -1), """
        There is no size of that name.
        where: reshape (HERE)
        given: 'bach'
        expected: one of [batch]
        try: name a size in one of the inputs
        """);
    assertRefused(x -> Tensors.size("time").cast(DType.F32).plus(x), """
        There is no size of that name.
        where: size (HERE)
        given: 'time'
        expected: one of [batch]
        try: name a size in one of the inputs
        """);
  }

  @Test
  void conditionsAndLoopsKeepTheirTypes() {
    assertRefused(x -> Flow.cond(x.greaterThan(0), () -> x, () -> x), """
        A condition is not one bool.
        where: cond (HERE)
        given: bool[batch, 3] of greaterThan (HERE)
        expected: bool[]
        try: use select for a choice at each index, or all() and any() to make one bool of many
        """);
    assertRefused(x -> Flow.cond(x.sum().greaterThan(0), () -> x, () -> x.sum(0)), """
        The two bodies of a condition give different types.
        where: cond (HERE)
        given: [f32[batch, 3]] and [f32[3]]
        expected: results of the same types, at least one
        """);
    assertRefused(x -> Flow.repeat(2, x, s -> s.concat(0, s)), """
        The state of a loop changes its type.
        where: repeat (HERE)
        given: [f32[batch, 3]], after a step [f32[2*batch, 3]]
        expected: the same types in each step
        """);
    assertRefused(x -> Flow.whileLoop(x, s -> s.lessThan(1), s -> s), """
        A condition is not one bool.
        where: whileLoop (HERE)
        given: bool[batch, 3] of lessThan (HERE)
        expected: bool[]
        try: make one bool of many with all() or any()
        """);
    assertRefused(x -> Flow.repeat(x.sum(), x, (i, s) -> s), """
        A number of steps is not one integer.
        where: repeat (HERE)
        given: f32[] of sum (HERE)
        expected: i64[]
        try: cast it: x.cast(DType.I64)
        """);
    assertRefused(x -> Flow.scan(x.sum(), x, (i, s) -> s), """
        There is nothing to step through.
        where: scan (HERE)
        given: [f32[]]
        expected: sequences [length, …], at least one
        """);
    assertRefused(x -> Flow.scan(List.of(x.transpose().slice(0, 0, 2), Tensors.zeros(DType.F32, 5)),
        List.of(), (i, s) -> new Flow.Scanned(s, i)).outputs().getFirst(), """
        Sequences differ in length.
        where: scan (HERE)
        given: f32[2, batch] and f32[5]
        expected: one length
        """);
    assertRefused(x -> Nn.dense(x, floats(1, 2, 3, 4).reshape(2, 2), floats(1)), """
        The inner sizes of a matrix product differ.
        where: matmul (HERE)
        given: f32[batch, 3] and f32[2, 2]
        expected: as many rows on the right as columns on the left: 3
        """);
  }
}
