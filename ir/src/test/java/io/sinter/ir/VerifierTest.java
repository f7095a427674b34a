package io.sinter.ir;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sinter.runtime.CompilerBug;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifierTest {
  private static final TensorType TYPE = TensorType.of(DType.F32, 2);
  private static final Value X = value(new Op.Parameter("x", TYPE));
  private static final Value EXP = value(new Op.Apply(ScalarFn.EXP, List.of(X)));
  private static final Value NEG = value(new Op.Apply(ScalarFn.NEG, List.of(EXP)));

  private static Value value(Op op) {
    return new Value(op, op.type(), Origin.NONE);
  }

  private static Function function(List<Value> parameters, List<Value> body, Value... results) {
    return new Function("f", parameters, body, List.of(results), List.of("y", "z").subList(0, results.length));
  }

  private static void refused(Function f, String sentence) {
    var failure = assertThatThrownBy(() -> Verifier.verify("fold", f)).isExactlyInstanceOf(CompilerBug.class);
    failure.hasMessage(sentence + """

        where: fold
        try: this is a bug in Sinter, not in the model: please report it""");
  }

  @Test
  void acceptsAFunctionInOrder() {
    assertThatCode(() -> Verifier.verify("fold", function(List.of(X), List.of(EXP, NEG), NEG, X)))
        .doesNotThrowAnyException();
  }

  @Test
  void operandsStandBeforeTheirUses() {
    refused(function(List.of(X), List.of(NEG, EXP), NEG),
        "In function 'f', the value '%0 = neg(%1) : f32[2]' uses a value that is not defined before it, exp : f32[2].");
  }

  @Test
  void operandsStandInTheFunction() {
    refused(function(List.of(X), List.of(NEG), NEG),
        "In function 'f', the value '%0 = neg(%?) : f32[2]' uses a value that is not defined before it, exp : f32[2].");
  }

  @Test
  void valuesAreDefinedOnce() {
    refused(function(List.of(X), List.of(EXP, EXP), EXP),
        "In function 'f', the value '%1 = exp(%x) : f32[2]' is defined twice.");
  }

  @Test
  void resultsAreDefined() {
    refused(function(List.of(X), List.of(), EXP),
        "In function 'f', the value '%? = exp(%x) : f32[2]' is returned but not defined.");
  }

  @Test
  void resultsHaveNames() {
    refused(new Function("f", List.of(X), List.of(), List.of(X, X), List.of("y")),
        "In function 'f', 2 results have 1 names.");
    refused(new Function("f", List.of(X), List.of(), List.of(X, X), List.of("y", "y")),
        "In function 'f', two results have one name: [y, y].");
  }

  @Test
  void parametersHaveNamesOfTheirOwn() {
    refused(function(List.of(X, value(new Op.Parameter("x", TYPE.withDType(DType.I32)))), List.of(), X),
        "In function 'f', the value '%x = parameter() name(\"x\") type(i32[2]) : i32[2]' has the name of "
            + "another parameter.");
  }

  @Test
  void parametersStandAmongParametersOnly() {
    refused(function(List.of(), List.of(X), X),
        "In function 'f', the value '%0 = parameter() name(\"x\") type(f32[2]) : f32[2]' stands in the "
            + "body but is a parameter.");
    refused(function(List.of(X, EXP), List.of(), X),
        "In function 'f', the value '%? = exp(%x) : f32[2]' stands among the parameters.");
  }

  @Test
  void typesAreTheDerivedOnes() {
    var wrong = new Value(EXP.op(), TYPE.withShape(Shape.of(3)), Origin.NONE);
    refused(function(List.of(X), List.of(wrong), wrong),
        "In function 'f', the value '%0 = exp(%x) : f32[3]' has not the type that its op derives, f32[2].");
  }

  @Test
  void opsAreWellTyped() {
    var slice = new Op.Slice(X, List.of(Dim.of(1)), Shape.of(2), List.of(1L));
    var wrong = new Value(slice, TYPE, Origin.NONE);
    assertThatThrownBy(() -> Verifier.verify("fold", function(List.of(X), List.of(wrong), wrong)))
        .hasMessageStartingWith("In function 'f', the value '%0 = slice(%x) start(1) sizes(2) strides(1) : f32[2]' is "
            + "not well typed.\nwhere: fold\n");
  }

  @Test
  void opsAreLegalAtTheStageInBodiesToo() {
    var body = new Builder();
    var y = body.apply(ScalarFn.EXP, body.parameter("x", TYPE));
    var composite = value(new Op.Composite("c", List.of(X), body.finish("g", List.of(y), List.of("y"))));
    var f = function(List.of(X), List.of(composite), composite);
    assertThatCode(() -> Verifier.verify("fold", f, Verifier.only(Op.Elementwise.class, Op.Composite.class)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Verifier.verify("fold", f, Verifier.only(Op.View.class, Op.Composite.class)))
        .hasMessageStartingWith("In function 'g', the value '%0 = exp(%x) : f32[2]' is not legal here.");
  }
}
