package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.ir.Text;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.DType;
import io.sinter.runtime.UnsupportedError;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A target without an element type refuses all values of it at once.
class KernelTypesTest {
  private static final Target NO_F64 = new Target("small", 128, 16, EnumSet.of(DType.F32),
      EnumSet.complementOf(EnumSet.of(DType.F64, DType.STRING)), Target.Group.ONE);

  @Test
  void everyValueOfAMissingTypeIsNamed() {
    var function = Text.parse("""
        function f(%x: f32[n], %w: f64[n]) -> (y: f32[n]) {
          %0 = convert(%x) to(f64) : f64[n]  @ "/wide"
          %1 = mul(%0, %w) : f64[n]  @ "/product"
          %2 = convert(%1) to(f32) : f32[n]
          return %2
        }
        """);
    assertThatThrownBy(() -> Lowering.of(function, List.of(NO_F64))).isInstanceOf(UnsupportedError.class).hasMessage("""
        Sinter does not support 3 nodes of this model.
        where: input 'w'
        given: parameter of type f64[n], which the device of target 'small' does not have
        try: the target 'jvm'
        where: /wide
        given: convert of type f64[n], which the device of target 'small' does not have
        try: the target 'jvm'
        where: /product
        given: mul of type f64[n], which the device of target 'small' does not have
        try: the target 'jvm'""");
  }

  @Test
  void othersAreLowered() {
    var function = Text.parse("""
        function f(%x: f32[n]) -> (y: f16[n]) {
          %0 = convert(%x) to(f16) : f16[n]
          return %0
        }
        """);
    assertThatCode(() -> Lowering.of(function, List.of(NO_F64))).doesNotThrowAnyException();
  }
}
