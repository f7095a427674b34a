package io.sinter.conformance.bench;

/// Who runs a workload.
public enum Engine {
  SINTER,
  ONNX_RUNTIME;

  /// @param target what Sinter compiles for
  Peer load(Sample sample, int threads, String target) {
    return switch (this) {
      case SINTER -> Peer.OfSinter.load(sample, threads, target);
      case ONNX_RUNTIME -> Peer.OfOnnxRuntime.load(sample, threads);
    };
  }

  Engine other() {
    return this == SINTER ? ONNX_RUNTIME : SINTER;
  }
}
