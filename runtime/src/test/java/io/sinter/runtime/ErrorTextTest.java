package io.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorTextTest {
  @Test
  void a_model_error_says_what_where_and_what_to_do() {
    assertThat(new ModelError(Problem.of("The weights of a convolution have the wrong shape.")
        .where("node 'conv1' (model.onnx)").given("f32[8, 3, 3]").expected("f32[out, in, kh, kw]")
        .tryThis("export the model again"))).hasMessage("""
        The weights of a convolution have the wrong shape.
        where: node 'conv1' (model.onnx)
        given: f32[8, 3, 3]
        expected: f32[out, in, kh, kw]
        try: export the model again""");
  }

  @Test
  void unknown_parts_are_left_out_and_long_ones_indented() {
    assertThat(Problem.of("An input is missing.").expected("x: f32[n]\ny: f32[n]")).hasToString("""
        An input is missing.
        expected: x: f32[n]
          y: f32[n]""");
  }

  @Test
  void an_outer_layer_can_add_the_place() {
    var error = new ModelError(Problem.of("The file is empty."));
    assertThat(error.at("a.npy")).hasMessage("The file is empty.\nwhere: a.npy").hasCause(error);
    assertThat(error.at("a.npy").at("b.npz")).hasMessage("The file is empty.\nwhere: a.npy");
  }

  @Test
  void all_unsupported_nodes_are_named_at_once() {
    var error = new UnsupportedError(
        new UnsupportedError.Node("node 'a'", "operator Foo"),
        new UnsupportedError.Node("node 'b'", "operator Conv of rank 5", "rank 3 or 4"));
    assertThat(error).hasMessage("""
        Sinter does not support 2 nodes of this model.
        where: node 'a'
        given: operator Foo
        where: node 'b'
        given: operator Conv of rank 5
        try: rank 3 or 4""");
    assertThat(error.nodes()).hasSize(2);
    assertThat(new UnsupportedError(List.of(new UnsupportedError.Node("node 'a'", "operator Foo"))))
        .hasMessage("Sinter does not support one node of this model.\nwhere: node 'a'\ngiven: operator Foo");
  }

  @Test
  void a_bug_names_its_stage_cause_and_reproducer() {
    var cause = new ArithmeticException("/ by zero");
    var bug = new CompilerBug("pass fold-constants", "A pass failed.", cause);
    assertThat(bug).hasCause(cause).hasMessage("""
        A pass failed.
        where: pass fold-constants
        given: java.lang.ArithmeticException: / by zero
        try: this is a bug in Sinter, not in the model: please report it""");
    var replayable = bug.withReproducer(Path.of("bug.sir"));
    assertThat(replayable).hasCause(cause).hasMessage("""
        A pass failed.
        where: pass fold-constants
        given: java.lang.ArithmeticException: / by zero
        try: this is a bug in Sinter, not in the model: please report it with bug.sir""");
    assertThat(replayable.reproducer()).contains(Path.of("bug.sir"));
  }

  @Test
  void a_passed_deadline_says_how_long_it_was() {
    assertThat(new DeadlineExceeded(Duration.ofSeconds(5), "step 3")).hasMessage("""
        The work was stopped because its deadline has passed.
        where: step 3
        given: a deadline of 5 s
        try: grant more time, use more threads or a smaller batch""");
    assertThat(new DeadlineExceeded(Duration.ofMillis(1500), "step 3")).hasMessageContaining("of 1500.0 ms");
    assertThat(new Cancelled("step 3"))
        .hasMessage("The work was stopped because its caller cancelled it.\nwhere: step 3");
  }
}
