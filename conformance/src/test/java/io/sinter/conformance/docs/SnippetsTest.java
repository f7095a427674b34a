package io.sinter.conformance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.passes.RuleExamples;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnippetsTest {
  @TempDir private Path classes;

  private static Block block(String info, String text) {
    return new Block("a.md", 7, info, text.lines().toList());
  }

  @Test
  void aFileIsCompiledAndRun() {
    var snippet = JavaSnippet.of(block("java", """
        // file: Hello.java
        package hello;

        public class Hello {
          public static void main(String[] args) {
            System.out.println(args.length + " " + java.nio.file.Files.exists(java.nio.file.Path.of("sinter")));
          }
        }
        """));
    assertThat(snippet.compile(classes)).isEmpty();
    assertThat(snippet.runs()).isTrue();
    assertThat(snippet.run(classes)).extracting(Fork::code, Fork::out).containsExactly(0, "0 true\n");
  }

  @Test
  void statementsAreCompiledOnly() {
    var snippet = JavaSnippet.of(block("java", """
        import io.sinter.runtime.Tensor;

        var ones = List.of(Tensor.of(new float[] {1}, 1));
        """));
    assertThat(snippet.compile(classes)).isEmpty();
    assertThat(snippet.runs()).isFalse();
  }

  @Test
  void errorsOfTheCompilerNameTheLineOfTheDocument() {
    var file = JavaSnippet.of(block("java", "// file: Bad.java\nclass Bad {\n  Missing x;\n}\n"));
    assertThat(file.compile(classes).orElseThrow()).startsWith("a.md:10: cannot find symbol");
    var statements = JavaSnippet.of(block("java", "int a = 1;\nint b = a + c;\n"));
    assertThat(statements.compile(classes).orElseThrow()).startsWith("a.md:9: cannot find symbol");
  }

  @Test
  void functionsAndKernelsParse() {
    assertThat(SirSnippet.problem(block("sir", """
        function main(%x: f32[4]) -> (y: f32[4]) {
          %0 = neg(%x) : f32[4]
          return %0
        }
        """))).isEmpty();
    assertThat(SirSnippet.problem(block("sir", """
        computed kernel twice(n) {
          in x : f32[n] offset 0 size n parts [d0:1]
          out y : f32[n] offset 0 size n parts [d0:1]
          stage y[i < n] = add(x[i], x[i])
        }
        """))).isEmpty();
    assertThat(SirSnippet.problem(block("sir", "function main(")).orElseThrow()).startsWith("a.md:7: ");
    assertThat(SirSnippet.problem(block("sir", "kernel")).orElseThrow()).startsWith("a.md:7: ");
  }

  @Test
  void anExampleIsThatOfItsRule() {
    var name = "elementwise-of-transposes";
    var example = RuleExamples.of(name).orElseThrow();
    assertThat(SirSnippet.problem(block("sir rule=" + name, example))).isEmpty();
    assertThat(SirSnippet.problem(block("sir rule=" + name, "%x"))).contains(
        "a.md:7: the example of " + name + " is\n" + example);
    assertThat(SirSnippet.problem(block("sir rule=no-rule", "%x"))).contains("a.md:7: there is no rule no-rule");
  }
}
