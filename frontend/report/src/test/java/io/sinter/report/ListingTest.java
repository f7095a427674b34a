package io.sinter.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ListingTest {
  @Test
  void aClassFileIsListedMethodByMethod() {
    try (var model = Samples.compile(Samples.CLASSIFIER)) {
      for (var code : model.code().values()) {
        var text = Listing.of(code);
        assertThat(text).startsWith("class ").contains("bytes of code", "fload", "goto L", "const ", "iinc ")
            .doesNotContain("[OP=", " 0 bytes of code");
      }
    }
  }

  @Test
  void otherCodeIsText() {
    assertThat(Listing.of("kernel void f()".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("kernel void f()");
  }
}
