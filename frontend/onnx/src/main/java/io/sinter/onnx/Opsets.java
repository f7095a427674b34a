package io.sinter.onnx;

import io.sinter.onnx.proto.ModelProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.UnsupportedError;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Which version of each operator set a model means, and which operators it defines itself.
///
/// @param versions by domain; "" is the default one, also written ai.onnx
/// @param functions `domain:name` of the model's own operators
record Opsets(Map<String, Long> versions, Set<String> functions) {
  /// @throws ModelError when a domain is imported in two versions
  static Opsets of(ModelProto model) {
    var versions = new TreeMap<String, Long>();
    for (var opset : model.getOpsetImportList()) {
      var other = versions.put(domain(opset.getDomain()), opset.getVersion());
      if (other != null && other != opset.getVersion()) {
        throw new ModelError(Problem.of("An operator set is imported in two versions.")
            .where("opset_import")
            .given("domain '" + opset.getDomain() + "' at versions " + other + " and " + opset.getVersion())
            .expected("one version of each domain")
            .tryThis("Export the model again."));
      }
    }
    if (model.getOpsetImportCount() == 0) {
      versions.put("", 1L);
    }
    return new Opsets(versions, model.getFunctionsList().stream()
        .map(f -> domain(f.getDomain()) + ":" + f.getName()).collect(Collectors.toSet()));
  }

  private static String domain(String name) {
    return name.equals("ai.onnx") ? "" : name;
  }

  /// The version of the default domain, at most [Operators#NEWEST].
  int version() {
    return Math.clamp(versions.getOrDefault("", 1L), 1, Operators.NEWEST);
  }

  /// What a node applies.
  ///
  /// @throws ModelError when the model does not import the node's domain
  /// @throws UnsupportedError when it is not known here
  Operator find(NodeProto node) {
    var where = Attributes.place(node);
    var domain = domain(node.getDomain());
    if (functions.contains(domain + ":" + node.getOpType())) {
      throw unsupported(where, "an operator that the model defines itself",
          Optional.of("inline it with onnx.inliner.inline_local_functions"));
    }
    if (!versions.containsKey(domain)) {
      throw new ModelError(Problem.of("A node's operator set is not imported.")
          .where(where)
          .given("domain '" + (domain.isEmpty() ? "ai.onnx" : domain) + "'; imported are " + text())
          .expected("an opset_import of that domain")
          .tryThis("Export the model again."));
    }
    long version = versions.get(domain);
    if (!domain.isEmpty()) {
      throw unsupported(where, node.getOpType() + " of the domain " + domain, Optional.empty());
    }
    if (version > Operators.NEWEST) {
      throw unsupported(where, node.getOpType() + " at version " + version + " of the operator set",
          Optional.of("version " + Operators.NEWEST + " or older: export with that opset"));
    }
    return Operators.find(node.getOpType(), version()).orElseThrow(() -> unsupported(where,
        node.getOpType() + " at version " + version + " of the operator set",
        Operators.since(node.getOpType())
            .map(since -> "version " + since + " or newer: convert with onnx.version_converter")));
  }

  private String text() {
    return versions.entrySet().stream()
        .map(e -> (e.getKey().isEmpty() ? "ai.onnx" : e.getKey()) + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  private static UnsupportedError unsupported(String where, String what, Optional<String> alternative) {
    return new UnsupportedError(new UnsupportedError.Node(where, what, alternative));
  }
}
