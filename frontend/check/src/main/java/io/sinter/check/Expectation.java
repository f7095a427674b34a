package io.sinter.check;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/// What a case's `data.json` says: `{"rtol": 1e-4, "atol": 2e-6}` or `{"expect": "failure"}`. Other keys do not count.
///
/// @param tolerance the official one where the file gives none; a file that gives one wants integers equal
/// @param failure whether the model must be rejected
record Expectation(Tolerance tolerance, boolean failure) {
  static final String FILE = "data.json";

  static final Expectation DEFAULT = new Expectation(Tolerance.OFFICIAL, false);

  /// @throws ModelError when the file is there and not of that form
  static Expectation beside(Path folder) {
    var file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return DEFAULT;
    }
    try {
      var json = Json.read(file);
      if (!(json instanceof JsonObject object)) {
        throw bad(file, String.valueOf(json));
      }
      var rtol = number(file, object, "rtol");
      var atol = number(file, object, "atol");
      var official = Tolerance.OFFICIAL;
      return new Expectation(rtol.isEmpty() && atol.isEmpty() ? official
          : new Tolerance(rtol.orElse(official.rtol()), atol.orElse(official.atol()), true), failure(file, object));
    } catch (IOException | JsonParseException e) {
      throw bad(file, e.getMessage());
    }
  }

  private static OptionalDouble number(Path file, JsonObject object, String key) {
    JsonElement value = object.get(key);
    if (value == null) {
      return OptionalDouble.empty();
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber() || !(value.getAsDouble() >= 0)) {
      throw bad(file, "\"" + key + "\": " + value);
    }
    return OptionalDouble.of(value.getAsDouble());
  }

  private static boolean failure(Path file, JsonObject object) {
    JsonElement value = object.get("expect");
    if (value == null) {
      return false;
    }
    if (!value.isJsonPrimitive() || !value.getAsString().equals("failure")) {
      throw bad(file, "\"expect\": " + value);
    }
    return true;
  }

  private static ModelError bad(Path file, String given) {
    return new ModelError(Problem.of("What a case expects cannot be read.").where(file.toString()).given(given)
        .expected("{\"rtol\": 1e-3, \"atol\": 1e-7} or {\"expect\": \"failure\"}"));
  }
}
