package io.sinter.conformance;

import com.google.protobuf.InvalidProtocolBufferException;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Optional;

/// A model file that may be wrong, with inputs that may not fit.
///
/// @param from the name of the model that it was made of
/// @param how what was done to it
record Mutant(String from, byte[] file, List<Tensor> inputs, String how) {
  Mutant {
    inputs = List.copyOf(inputs);
  }

  /// The message in the file, if it is one.
  Optional<ModelProto> model() {
    try {
      return Optional.of(ModelProto.parseFrom(file));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  Mutant withFile(byte[] other, String more) {
    return new Mutant(from, other, inputs, how.isEmpty() ? more : how + "; " + more);
  }

  Mutant withInputs(List<Tensor> others, String more) {
    return new Mutant(from, file, others, how.isEmpty() ? more : how + "; " + more);
  }
}
