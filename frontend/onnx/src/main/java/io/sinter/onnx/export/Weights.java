package io.sinter.onnx.export;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.sinter.ir.Literal;
import io.sinter.onnx.OnnxTensors;
import io.sinter.onnx.proto.StringStringEntryProto;
import io.sinter.onnx.proto.TensorProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The tensors that a model is made with, each once, by the names that its nodes use.
final class Weights {
  /// Where tensors start in a file of their own: at a multiple of a page, so that they can be mapped.
  private static final long ALIGNMENT = 4096;

  /// Smaller tensors stay in the model.
  private static final long EXTERNAL_BYTES = 1024;

  private final UniqueNames unique;
  private final Map<Literal, String> names = new LinkedHashMap<>();

  Weights(UniqueNames unique) {
    this.unique = unique;
  }

  /// @param wish what to call it when it is new
  String name(Tensor tensor, String wish) {
    return names.computeIfAbsent(Literal.of(tensor), t -> unique.of(wish));
  }

  UniqueNames unique() {
    return unique;
  }

  /// All bytes of all tensors.
  long bytes() {
    return names.keySet().stream().mapToLong(Literal::byteSize).sum();
  }

  /// The tensors with their elements.
  List<TensorProto> inside() {
    var all = new ArrayList<TensorProto>();
    names.forEach((literal, name) -> all.add(inside(name, literal.tensor())));
    return all;
  }

  /// The tensors, of which the larger ones are written to `file`.
  ///
  /// @param location how the model names the file
  List<TensorProto> beside(OutputStream file, String location) throws IOException {
    var all = new ArrayList<TensorProto>();
    long at = 0;
    for (var entry : names.entrySet()) {
      var tensor = entry.getKey().tensor();
      if (tensor.byteSize() < EXTERNAL_BYTES) {
        all.add(inside(entry.getValue(), tensor));
        continue;
      }
      long start = Math.ceilDiv(at, ALIGNMENT) * ALIGNMENT;
      file.write(new byte[(int) (start - at)]);
      file.write(OnnxTensors.bytes(tensor));
      at = start + tensor.byteSize();
      all.add(header(entry.getValue(), tensor).setDataLocation(TensorProto.DataLocation.EXTERNAL)
          .addExternalData(entry("location", location)).addExternalData(entry("offset", Long.toString(start)))
          .addExternalData(entry("length", Long.toString(tensor.byteSize()))).build());
    }
    return all;
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static TensorProto.Builder header(String name, Tensor tensor) {
    var proto = TensorProto.newBuilder().setName(name).setDataType(OnnxTensors.code(tensor.dtype()));
    for (long dim : tensor.shape()) {
      proto.addDims(dim);
    }
    return proto;
  }

  private static TensorProto inside(String name, Tensor tensor) {
    var proto = header(name, tensor);
    if (tensor.dtype() == DType.STRING) {
      for (var s : tensor.strings()) {
        proto.addStringData(ByteString.copyFromUtf8(s));
      }
      return proto.build();
    }
    return proto.setRawData(UnsafeByteOperations.unsafeWrap(OnnxTensors.bytes(tensor))).build();
  }
}
