package io.sinter.cli;

import static io.sinter.cli.Cli.MODEL;
import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompareCommandTest {
  @Test
  void compiledTargetsAgreeToTheBit() {
    var compare = sinter("compare", MODEL, "--targets", "jvm-scalar,kernel-interpreter", "--dim", "batch=3");
    assertThat(compare.out()).matches("jvm-scalar and kernel-interpreter agree to the bit in all \\d+ launches\n");
    assertThat(compare.code()).isZero();
  }

  @Test
  void theInterpreterAgreesWithinATolerance() {
    var compare = sinter("compare", MODEL, "--targets", "interpreter,jvm-scalar", "--dim", "batch=3");
    assertThat(compare.out()).startsWith("jvm-scalar and the interpreter agree in all ");
    assertThat(compare.code()).isZero();
  }

  @Test
  void theFirstLayerThatDiffersIsNamed() {
    var compare = sinter("compare", MODEL, "--targets", "jvm-scalar,interpreter", "--rtol", "0", "--atol", "0");
    assertThat(compare.code()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(compare.lines().get(0)).matches(
        "first difference: launch \\d+ of \\d+, kernel convolution_relu_\\d+, layer /f/f.0/Conv.*");
    assertThat(compare.lines().get(1)).matches("f32\\[batch, 16, 8, 8\\] on jvm-scalar is \\S+ at \\[.*\\], not \\S+ "
        + "\\(\\d+ of 1024 differ\\), which the interpreter has");
  }
}
