package io.sinter.onnx;

import io.sinter.ModelLimits;
import io.sinter.ModelSource;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.runtime.Allowance;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Signature.Port;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnrankedType;
import io.sinter.runtime.UnsupportedError;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// A model read from an ONNX file.
///
/// Parameters of its function are the graph's inputs that no initializer gives, results its outputs, both under their
/// names. Sizes that the file leaves open are symbols; so are numbers that say sizes and are known only when the model
/// runs. Where ranks or axes depend on the values or ranks of inputs, there is a function for each of those. Each
/// value's origin is the name of the node it comes from, or operator and first output where the node has no name; those
/// of nodes in other nodes stand behind a slash.
public final class OnnxModel implements ModelSource {
  private final OnnxFile file;
  private final ModelLimits limits;
  private final Opsets opsets;
  private final Map<String, Tensor> fixed;
  private final ModelImport.Result read;
  private final Signature signature;

  private OnnxModel(OnnxFile file, ModelLimits limits, Opsets opsets, Map<String, Tensor> fixed) {
    this.file = file;
    this.limits = limits;
    this.opsets = opsets;
    this.fixed = Map.copyOf(fixed);
    this.read = imported(Map.of(), Map.of());
    this.signature = read.function().map(OnnxModel::signature)
        .orElseGet(() -> DeclaredSignature.of(file.model().getGraph(), fixed.keySet()));
  }

  /// @throws ModelError when the file is damaged, or the graph breaks a rule of ONNX
  /// @throws UnsupportedError when it is right, but has what Sinter cannot do; names all such nodes
  public static OnnxModel read(Path file) {
    return read(file, ModelLimits.DEFAULTS);
  }

  /// @throws ModelError as above, and when the model costs more than the limits
  public static OnnxModel read(Path file, ModelLimits limits) {
    return of(OnnxFile.read(file, limits), limits);
  }

  /// Within the default limits.
  static OnnxModel of(OnnxFile file) {
    return of(file, ModelLimits.DEFAULTS);
  }

  static OnnxModel of(OnnxFile file, ModelLimits limits) {
    var opsets = Opsets.of(file.model());
    ModelSize.require(file.model(), opsets, limits);
    GraphOrder.check(file.model().getGraph());
    return new OnnxModel(file, limits, opsets, Map.of());
  }

  private ModelImport.Result imported(Map<String, Tensor> values, Map<String, Integer> ranks) {
    var allowance = new Allowance(limits.time(), limits.bytes());
    var scope = new ModelScope(file.external(), file.stamp(), allowance, values, ranks, fixed);
    return ModelImport.of(file.model().getGraph(), opsets, scope);
  }

  @Override
  public OnnxModel with(Map<String, Tensor> values) {
    var inputs = signature.inputs().stream().map(Port::name).toList();
    for (var name : values.keySet()) {
      if (!inputs.contains(name)) {
        throw new ModelError(Problem.of("The model has no input '" + name + "'.").given("a value for it")
            .expected(inputs.isEmpty() ? "none: it has no inputs" : "one of " + String.join(", ", inputs)));
      }
    }
    var all = new TreeMap<>(fixed);
    all.putAll(values);
    return values.isEmpty() ? this : new OnnxModel(file, limits, opsets, all);
  }

  private static Signature signature(Function function) {
    return new Signature(
        function.parameters().stream().map(p -> new Port(((Op.Parameter) p.op()).name(), p.type())).toList(),
        IntStream.range(0, function.outputs().size())
            .mapToObj(i -> new Port(function.outputs().get(i), function.results().get(i).type())).toList());
  }

  /// The graph's name.
  public String name() {
    return file.model().getGraph().getName();
  }

  /// The version of the file format.
  public long irVersion() {
    return file.model().getIrVersion();
  }

  /// The version of each operator set that the graph means; "" is the default one.
  public Map<String, Long> opsets() {
    return Map.copyOf(opsets.versions());
  }

  /// The program that wrote the file, "" if it does not say.
  public String producer() {
    return (file.model().getProducerName() + " " + file.model().getProducerVersion()).strip();
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public SortedSet<String> needs() {
    return Collections.unmodifiableSortedSet(read.needs());
  }

  @Override
  public Specialized specialize(Map<String, Tensor> values) {
    var used = new TreeMap<String, Tensor>();
    var ranks = new TreeMap<String, Integer>();
    var result = read;
    while (result.function().isEmpty()) {
      var missing = new TreeSet<>(result.needs());
      missing.removeAll(values.keySet());
      if (!missing.isEmpty()) {
        throw missing(missing);
      }
      for (var name : result.needs()) {
        if (isUnranked(name) && !ranks.containsKey(name)) {
          ranks.put(name, values.get(name).rank());
        } else {
          used.put(name, values.get(name));
        }
      }
      result = imported(used, ranks);
    }
    return new Specialized(result.function().get(), used, ranks);
  }

  private boolean isUnranked(String input) {
    return signature.inputs().stream().anyMatch(p -> p.name().equals(input) && p.type() instanceof UnrankedType);
  }

  private static ModelError missing(SortedSet<String> inputs) {
    return new ModelError(Problem.of("The model can be compiled only for known values of some inputs.")
        .given("no values of " + String.join(", ", inputs.stream().map(name -> "'" + name + "'").toList()))
        .expected("their values, because ranks or axes depend on them")
        .tryThis("Run the model with its inputs, or fix them: "
            + String.join(" ", inputs.stream().map(name -> "--fix " + name + "=NUMBER,NUMBER").toList())));
  }
}
