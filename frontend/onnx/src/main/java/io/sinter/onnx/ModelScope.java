package io.sinter.onnx;

import io.sinter.onnx.proto.TensorProto;
import io.sinter.runtime.Allowance;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What all graphs of one model share while it is imported.
final class ModelScope {
  private final ExternalData external;
  private final Optional<FileStamp> file;
  private final Allowance allowance;
  private final Map<String, Tensor> values;
  private final Map<String, Integer> ranks;
  private final Map<String, Tensor> fixed;
  private final Symbols symbols = new Symbols();
  private final List<UnsupportedError.Node> unsupported = new ArrayList<>();
  private final SortedSet<String> needs = new TreeSet<>();

  /// @param external where tensors may keep their elements
  /// @param file the mapped file that the model stands in
  /// @param allowance what importing may cost
  /// @param values of inputs of the model that are known at import
  /// @param ranks of inputs whose declared type leaves them open
  /// @param fixed of inputs of the file that are none of the model: they always have these values
  ModelScope(ExternalData external, Optional<FileStamp> file, Allowance allowance, Map<String, Tensor> values,
      Map<String, Integer> ranks, Map<String, Tensor> fixed) {
    this.external = external;
    this.file = file;
    this.allowance = allowance;
    this.values = Map.copyOf(values);
    this.ranks = Map.copyOf(ranks);
    this.fixed = Map.copyOf(fixed);
  }

  Allowance allowance() {
    return allowance;
  }

  /// A tensor of the model.
  ///
  /// @param where what to call it in errors
  Tensor tensor(TensorProto proto, String where) {
    return OnnxTensors.tensor(proto, external, file, allowance, where);
  }

  Map<String, Tensor> values() {
    return values;
  }

  Map<String, Integer> ranks() {
    return ranks;
  }

  Map<String, Tensor> fixed() {
    return fixed;
  }

  Symbols symbols() {
    return symbols;
  }

  /// What cannot be imported, so far.
  List<UnsupportedError.Node> unsupported() {
    return unsupported;
  }

  /// The inputs of the model whose values, or ranks, would have to be known, so far.
  SortedSet<String> needs() {
    return needs;
  }

  /// How much has been said so far.
  record Mark(int unsupported, SortedSet<String> needs) {}

  Mark mark() {
    return new Mark(unsupported.size(), new TreeSet<>(needs));
  }

  /// Forgets what has been said since.
  void reset(Mark mark) {
    unsupported.subList(mark.unsupported(), unsupported.size()).clear();
    needs.retainAll(mark.needs());
  }
}
