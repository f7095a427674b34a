package io.sinter.conformance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.conformance.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class CommandReferenceTest {
  @Test
  void theReferenceIsTheHelpOfEveryCommand() throws IOException {
    var file = Checkout.root().resolve("docs/commands.md");
    var text = CommandReference.text();
    if (Boolean.getBoolean("sinter.docs.update")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertThat(file).as("-Dsinter.docs.update=true writes it").content().isEqualToNormalizingNewlines(text);
  }

  @Test
  void noLineIsWiderThan100Characters() {
    assertThat(CommandReference.text().lines()).allMatch(line -> line.length() <= 100)
        .noneMatch(line -> line.contains("\u001b"));
  }
}
