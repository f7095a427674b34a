package io.sinter.onnx;

import io.sinter.onnx.proto.FunctionProto;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.onnx.proto.OperatorSetIdProto;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.UnsupportedError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Which version of each operator set a model or one of its own operators means, and which operators it defines itself.
///
/// @param versions by domain; "" is the default one, also written ai.onnx
/// @param functions the model's own operators, by what [#key] says
record Opsets(Map<String, Long> versions, Map<String, FunctionProto> functions) {
  /// The newest version of the file format whose meaning is known.
  private static final int NEWEST_FORMAT = 14;

  /// The first version of the file format that says which operator sets it means.
  private static final int WITH_OPSETS = 3;

  /// @throws ModelError when the file format is none, a domain is imported in two versions, or an operator defined
  ///     twice
  static Opsets of(ModelProto model) {
    requireFormat(model);
    var functions = new TreeMap<String, FunctionProto>();
    for (var f : model.getFunctionsList()) {
      if (functions.put(key(f.getDomain(), f.getName(), f.getOverload()), f) != null) {
        throw new ModelError(Problem.of("An operator is defined twice.")
            .where("functions")
            .given(f.getDomain() + "." + f.getName())
            .expected("one function of each domain, name and overload")
            .tryThis("Export the model again."));
      }
    }
    return new Opsets(model.getOpsetImportCount() == 0 ? new TreeMap<>(Map.of("", 1L))
        : versions(model.getOpsetImportList()), functions);
  }

  private static void requireFormat(ModelProto model) {
    long format = model.getIrVersion();
    if (format < 1 || format > NEWEST_FORMAT) {
      throw new ModelError(Problem.of("The version of the file format is none that is known.")
          .where("ir_version")
          .given(model.hasIrVersion() ? Long.toString(format) : "no version")
          .expected("1 to " + NEWEST_FORMAT)
          .tryThis("Export the model again, with an ONNX version that has this format."));
    }
    if (format >= WITH_OPSETS == (model.getOpsetImportCount() == 0)) {
      throw new ModelError(Problem.of(format >= WITH_OPSETS ? "The model imports no operator set."
              : "The model imports operator sets, which its file format does not have.")
          .where("opset_import")
          .given(model.getOpsetImportCount() + " entries in a file of ir_version " + format)
          .expected(format >= WITH_OPSETS ? "one of each domain that the nodes use" : "ir_version 3 or newer, or none")
          .tryThis("Export the model again."));
    }
  }

  /// Those that a local function means; the operators that the model defines are the same.
  Opsets of(FunctionProto function) {
    var meant = new TreeMap<>(versions);
    meant.putAll(versions(function.getOpsetImportList()));
    return new Opsets(meant, functions);
  }

  private static TreeMap<String, Long> versions(List<OperatorSetIdProto> imports) {
    var versions = new TreeMap<String, Long>();
    for (var opset : imports) {
      if (opset.getVersion() < 1) {
        throw new ModelError(Problem.of("The version of an operator set is none.")
            .where("opset_import")
            .given("domain '" + Names.shown(opset.getDomain()) + "' at version " + opset.getVersion())
            .expected("1 or more")
            .tryThis("Export the model again."));
      }
      var other = versions.put(domain(opset.getDomain()), opset.getVersion());
      if (other != null && other != opset.getVersion()) {
        throw new ModelError(Problem.of("An operator set is imported in two versions.")
            .where("opset_import")
            .given("domain '" + opset.getDomain() + "' at versions " + other + " and " + opset.getVersion())
            .expected("one version of each domain")
            .tryThis("Export the model again."));
      }
    }
    return versions;
  }

  private static String key(String domain, String name, String overload) {
    return domain(domain) + ":" + name + (overload.isEmpty() ? "" : ":" + overload);
  }

  /// What a node's operator is called among the functions.
  static String key(NodeProto node) {
    return key(node.getDomain(), node.getOpType(), node.getOverload());
  }

  private static String domain(String name) {
    return name.equals("ai.onnx") ? "" : name;
  }

  /// The version of the default domain, at most [Operators#NEWEST].
  int version() {
    return Math.clamp(versions.getOrDefault("", 1L), 1, Operators.NEWEST);
  }

  /// The version of a node's domain.
  int version(NodeProto node) {
    var domain = domain(node.getDomain());
    return domain.isEmpty() ? version() : Math.clamp(versions.getOrDefault(domain, 1L), 1, Integer.MAX_VALUE);
  }

  private long requireImported(String domain, String where) {
    if (!versions.containsKey(domain)) {
      throw new ModelError(Problem.of("A node's operator set is not imported.")
          .where(where)
          .given("domain '" + (domain.isEmpty() ? "ai.onnx" : domain) + "'; imported are " + text())
          .expected("an opset_import of that domain")
          .tryThis("Export the model again."));
    }
    return versions.get(domain);
  }

  /// What ONNX says of a node's operator; nothing where the model defines the operator itself, or the operator set is
  /// none that is known.
  ///
  /// @param where what to call the node in errors
  /// @throws ModelError when the model does not import the node's domain, or ONNX has no such operator
  Optional<OperatorSchema> schema(NodeProto node, String where) {
    if (functions.containsKey(key(node))) {
      return Optional.empty();
    }
    var domain = domain(node.getDomain());
    long version = requireImported(domain, where);
    if (!domain.isEmpty()) {
      return Schemas.find(domain + ":" + node.getOpType(), version(node));
    }
    return version > Operators.NEWEST ? Optional.empty()
        : Optional.of(OperatorNames.require(node.getOpType(), version(), where));
  }

  /// What a node applies.
  ///
  /// @param where what to call the node in errors
  /// @throws ModelError when the model does not import the node's domain
  /// @throws UnsupportedError when it is not known here
  Operator find(NodeProto node, String where) {
    var domain = domain(node.getDomain());
    var key = key(node);
    var own = functions.get(key);
    if (own != null) {
      return new Operator(node.getOpType(), 1, n -> LocalFunctions.call(n, own));
    }
    long version = requireImported(domain, where);
    if (!domain.isEmpty()) {
      return Operators.find(domain + ":" + node.getOpType(), version(node))
          .orElseThrow(() -> unsupported(where, node.getOpType() + " of the domain " + domain, Optional.empty()));
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
