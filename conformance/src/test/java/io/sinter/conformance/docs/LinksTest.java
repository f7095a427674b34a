package io.sinter.conformance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinksTest {
  @TempDir private Path root;

  @BeforeEach
  void repository() throws IOException {
    Files.createDirectories(root.resolve("ir/src/deep"));
    Files.createDirectories(root.resolve("docs"));
    Files.writeString(root.resolve("ir/src/deep/Op.java"), "");
    Files.writeString(root.resolve("README.md"), "# What is it?\n");
  }

  private MarkdownFile file(String text) {
    return MarkdownFile.parse("docs/a.md", text);
  }

  @Test
  void linksToFilesFoldersHeadingsAndTheWebAreFine() {
    assertThat(new Links(root).broken(file("""
        # Two words
        [a](../README.md) [b](../ir/) [c](../README.md#what-is-it) [d](#two-words) [e](https://example.org/x)
        `[not](a-link)` ![i](../ir/src/deep/Op.java#L3) <a href="../README.md">
        [ref]: ../README.md
        ```text
        [in](a-block)
        ```
        """))).isEmpty();
  }

  @Test
  void othersAreNamedWithTheirLine() {
    assertThat(new Links(root).broken(file("""
        [a](README.md)
        [b](../README.md#what-it-is) and [c](#one-word)
        <img src="x.png">
        [ref]: y.md
        """))).containsExactly(
            "docs/a.md:1: a link leads nowhere: README.md",
            "docs/a.md:2: a link leads nowhere: ../README.md#what-it-is",
            "docs/a.md:2: a link leads nowhere: #one-word",
            "docs/a.md:3: a link leads nowhere: x.png",
            "docs/a.md:4: a link leads nowhere: y.md");
  }

  @Test
  void pathsBelowATopLevelFolderExist() {
    assertThat(new Links(root).missing(file("""
        `ir/src`, `ir/`, `docs/<page>`, `ir/**/Op.java`, `ir/target/classes`, `a/b`, `batch/2`, `run ir/x`, `ir`
        """))).containsExactly("docs/a.md:1: there is no `docs/<page>`");
    assertThat(new Links(root).missing(file("x\n`ir/Op.java`, `ir/src/deep/Op.java/`, `ir/*.sir`"))).containsExactly(
        "docs/a.md:2: there is no `ir/Op.java`", "docs/a.md:2: there is no `ir/src/deep/Op.java/`",
        "docs/a.md:2: there is no `ir/*.sir`");
  }
}
