package io.sinter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// Models that must be refused: at import, or when they are compiled or run, on the interpreter and on the JVM alike.
/// They stand in `src/test/resources/io/sinter/onnx/rejected`, a file for each family of operators:
///
/// ```text
/// # a remark
/// ## indices must be integers
/// opset 13                               21 if nothing is said; `opset DOMAIN 1` for others; `opset none`; `ir 8`
/// x f32[2,N,?]                           an input; without value it is zeros, and each open size is 3
/// i i64[2] = {0, 7}                      an input with a value; few elements repeat; also nan, inf, -inf, true
/// j i64[N] = i64[5]{1}                   an input of an open size with a value
/// const w f32[2] = {1}                   an initializer
/// info t f32[2,3]                        the declared type of an inner value
/// output y f32[2]                        an output, the type may be left out; if there is none: the last node's first;
///                                        `no outputs` if there are to be none
/// y, , z = Split(x, , w) axis=0 pads=[0, 1] alpha=1.0 mode="linear" value=i64[1]{3}
///                                        `axis=int:1.5` says that it is an integer and is not
/// graph inner                            a graph for `body=graph:inner`: lines as above up to `end`
/// function my.F(a, b) alpha              a local function with attribute alpha: nodes, `return y`, `end`;
///                                        `axis=ref:alpha` refers to its attribute; needs `opset my 1`
/// unsupported                            if the model is right, and what is expected is an UnsupportedError
/// ---
/// An input has a type that its operator does not take.
/// ```
///
/// What follows `---` is the first line of the message, or all of it. The property `rejected` names one family to run.
class RejectedTest {
  @TestFactory
  Stream<DynamicNode> modelsThatOnnxForbidsAreRefused() {
    var only = System.getProperty("rejected", "");
    Map<String, List<RejectedCase>> families = RejectedCase.all().stream()
        .filter(c -> only.isEmpty() || c.family().equals(only))
        .collect(Collectors.groupingBy(RejectedCase::family, LinkedHashMap::new, Collectors.toList()));
    return families.entrySet().stream().map(family -> dynamicContainer(family.getKey(),
        family.getValue().stream().map(c -> dynamicTest(c.title() + " (line " + c.line() + ")", () -> check(c)))));
  }

  private static void check(RejectedCase c) {
    for (var outcome : c.outcomes()) {
      assertThat(c.complaint(outcome)).as(c.file() + ":" + c.line()).isEmpty();
    }
  }
}
