package io.sinter.conformance.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkdownFileTest {
  @Test
  void blocksAreTakenOutOfProse() {
    var file = MarkdownFile.parse("a.md", """
        # A
        ```sir rule=add-zero
        %x
        ```
        - item
          ````text
          ```
            inner
          ````
        end
        """);
    assertThat(file.blocks()).extracting(Block::place).containsExactly("a.md:2", "a.md:6");
    var rule = file.blocks().getFirst();
    assertThat(rule.language()).isEqualTo("sir");
    assertThat(rule.option("rule")).contains("add-zero");
    assertThat(rule.option("exit")).isEmpty();
    assertThat(rule.text()).isEqualTo("%x\n");
    assertThat(file.blocks("text").findFirst().orElseThrow().lines()).containsExactly("```", "  inner");
    assertThat(file.prose()).containsExactly("# A", "", "", "", "- item", "", "", "", "", "end");
  }

  @Test
  void onlyEmptyLinesLieBetweenABlockAndTheOneDirectlyAfterIt() {
    var file = MarkdownFile.parse("a.md", """
        ```java
        ```

        ```text
        ```
        and
        ```text
        ```
        """);
    var blocks = file.blocks();
    assertThat(file.directlyAfter(blocks.get(0))).contains(blocks.get(1));
    assertThat(file.directlyAfter(blocks.get(1))).isEmpty();
    assertThat(file.directlyAfter(blocks.get(2))).isEmpty();
  }

  @Test
  void aBlockWithoutEndIsAnError() {
    assertThatThrownBy(() -> MarkdownFile.parse("a.md", "x\n```java\n")).hasMessage("a.md:2: this block has no end");
  }
}
