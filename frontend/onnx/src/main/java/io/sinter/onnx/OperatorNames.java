package io.sinter.onnx;

import static java.util.Comparator.comparingInt;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.util.Locale;
import java.util.Optional;

/// Whether an operator of the default domain exists at a version of the operator set.
final class OperatorNames {
  /// Names that differ in more letters are not alike.
  private static final int ALIKE = 3;

  private OperatorNames() {}

  /// The signature of an operator.
  ///
  /// @param where what to call the node in errors
  /// @throws ModelError when there is none
  static OperatorSchema require(String name, int version, String where) {
    var history = Schemas.history(name);
    if (history.isEmpty() || name.contains(":")) {
      throw unknown(name, where);
    }
    var given = name + " of opset " + version;
    var schema = Schemas.find(name, version).orElseThrow(() -> new ModelError(
        Problem.of("An operator is used that a later operator set brings.").where(where).given(given)
            .expected("opset " + history.firstKey() + " or newer")
            .tryThis("Export with such an opset, or convert with onnx.version_converter.")));
    if (schema.deprecated()) {
      var problem = Problem.of("An operator is deprecated.").where(where).given(given)
          .expected("an operator that opset " + version + " still has");
      throw new ModelError(
          Schemas.remedy(schema, "It is allowed", s -> true).map(problem::tryThis).orElse(problem));
    }
    return schema;
  }

  private static ModelError unknown(String name, String where) {
    return new ModelError(Problem.of("There is no such operator.").where(where)
        .given("'" + Names.shown(name) + "' of the domain ai.onnx")
        .expected("an operator of ONNX, or a function of the model")
        .tryThis(alike(name).map(other -> "Write " + other + " if that is meant.")
            .orElse("Name the domain that the operator is of, or define it as a function of the model.")));
  }

  private static Optional<String> alike(String name) {
    if (name.length() > 100) {
      return Optional.empty();
    }
    return Schemas.names().stream().filter(other -> !other.contains(":"))
        .min(comparingInt(other -> distance(name, other))).filter(other -> distance(name, other) < ALIKE);
  }

  /// How many letters must be put in, taken out or changed to make one name of another, whatever their case.
  private static int distance(String a, String b) {
    var from = a.toLowerCase(Locale.ROOT);
    var to = b.toLowerCase(Locale.ROOT);
    var row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
