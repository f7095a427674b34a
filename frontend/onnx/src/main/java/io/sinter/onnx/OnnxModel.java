package io.sinter.onnx;

import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Signature.Port;
import io.sinter.runtime.UnsupportedError;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;

/// A model read from an ONNX file.
///
/// Parameters of the function are the graph's inputs that no initializer gives, results its outputs, both under their
/// names. Sizes that the file leaves open are symbols. Each value's origin is the name of the node it comes from, or
/// operator and first output where the node has no name.
///
/// @param name the graph's
/// @param irVersion the version of the file format
/// @param opsets the version of each operator set that the graph means; "" is the default one
/// @param producer the program that wrote the file, "" if it does not say
public record OnnxModel(String name, Function function, long irVersion, Map<String, Long> opsets, String producer) {
  public OnnxModel {
    opsets = Map.copyOf(opsets);
  }

  /// @throws ModelError when the file is damaged, or the graph breaks a rule of ONNX
  /// @throws UnsupportedError when it is right, but has what Sinter cannot do; names all such nodes
  public static OnnxModel read(Path file) {
    return of(OnnxFile.read(file));
  }

  static OnnxModel of(OnnxFile file) {
    var model = file.model();
    var opsets = Opsets.of(model);
    var function = GraphImport.of(model.getGraph(), opsets, file.external());
    return new OnnxModel(
        model.getGraph().getName(), function, model.getIrVersion(), opsets.versions(),
        (model.getProducerName() + " " + model.getProducerVersion()).strip());
  }

  /// What the function takes and gives.
  public Signature signature() {
    return new Signature(
        function.parameters().stream().map(p -> new Port(((Op.Parameter) p.op()).name(), p.type())).toList(),
        IntStream.range(0, function.outputs().size())
            .mapToObj(i -> new Port(function.outputs().get(i), function.results().get(i).type())).toList());
  }
}
