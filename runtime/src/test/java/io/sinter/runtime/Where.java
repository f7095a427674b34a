package io.sinter.runtime;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// Where the kernels of a test run.
enum Where {
  HOST {
    @Override
    Executable executable(Program program, List<Object> weights, Map<String, KernelCode> kernels) {
      return new Executable(program, weights, kernels);
    }
  },
  DEVICE {
    @Override
    Executable executable(Program program, List<Object> weights, Map<String, KernelCode> kernels) {
      return new Executable(program, weights, FakeDevice.of(program, kernels).kernels());
    }
  };

  /// For what is said of Java arrays, or of kernels that throw.
  void assumeHost() {
    Assumptions.assumeTrue(this == HOST, "the arrays of this test are Java arrays");
  }

  abstract Executable executable(Program program, List<Object> weights, Map<String, KernelCode> kernels);
}
