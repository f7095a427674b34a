package io.sinter.codegen.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.kernel.Backend;
import io.sinter.runtime.DType;
import java.util.Map;
import java.util.ServiceLoader;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class JvmBackendTest {
  @Test
  void bothFormsAreFoundAsServices() {
    assertThat(ServiceLoader.load(Backend.class)).extracting(Backend::name).contains("jvm", "jvm-scalar");
  }

  @Test
  void theWidthIsTheMachinesUnlessOneIsAskedFor() {
    var backend = new JvmBackend();
    assertThat(backend.target(0).vectorBits()).isEqualTo(FloatVector.SPECIES_PREFERRED.vectorBitSize());
    assertThat(backend.target(256).lanes(DType.F32)).isEqualTo(8);
    assertThat(backend.target(128).lanes(DType.F64)).isEqualTo(2);
    assertThat(backend.target(128).registers()).isIn(16, 32);
  }

  @Test
  void theScalarTargetHasNoVectors() {
    assertThat(new ScalarBackend().target(512).lanes(DType.F32)).isEqualTo(1);
  }

  @Test
  void theKernelsOfOneExecutableShareALoader() {
    var a = Kernels.flat("", "-> y:i32[1]", "y[0] = 1:i32");
    var bytes = new JvmBackend().emit(a);
    var once = new JvmBackend().load(Map.of("k", bytes)).code("k");
    var twice = new JvmBackend().load(Map.of("k", bytes)).code("k");
    assertThat(once.getClass().getName()).isEqualTo("io.sinter.kernels.vector.k");
    assertThat(once.getClass()).isNotSameAs(twice.getClass());
  }
}
