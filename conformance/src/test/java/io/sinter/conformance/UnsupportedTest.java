package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.CompileOptions;
import io.sinter.Sinter;
import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.Origin;
import io.sinter.runtime.DType;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.UnsupportedError;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What kernels cannot do is said before anything is generated, all of it at once.
class UnsupportedTest {
  @ParameterizedTest
  @ValueSource(strings = {"jvm", "jvm-scalar", "kernel-interpreter"})
  void stringsAreNamedWithTheirNodes(String target) {
    var b = new Builder();
    var x = b.parameter("names", new TensorType(DType.STRING, Shape.of(2, 3)));
    var y = b.at(Origin.of("turned")).add(new Op.Transpose(x, List.of(1, 0)));
    var f = b.finish("f", List.of(y), List.of("y"));
    assertThatThrownBy(() -> Sinter.compile(f, CompileOptions.DEFAULTS.withTarget(target)))
        .isExactlyInstanceOf(UnsupportedError.class).hasMessage("""
            Sinter does not support 2 nodes of this model.
            where: input 'names'
            given: parameter of type string[2, 3]
            try: the target 'interpreter'
            where: turned
            given: transpose of type string[3, 2]
            try: the target 'interpreter'""");
  }
}
