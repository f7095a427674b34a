package io.sinter.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.sinter.check.Json;
import io.sinter.passes.Tuning;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// A [Tuning] as JSON: `{"format": 1, "kernels": {FINGERPRINT: {NAME: VALUE}}}`.
final class TuningFile {
  private static final int FORMAT = 1;

  private TuningFile() {}

  /// @throws ModelError when the file holds something else
  static Tuning read(Path file) throws IOException {
    try {
      var all = Json.read(file).getAsJsonObject();
      if (all.get("format").getAsInt() != FORMAT) {
        throw new JsonParseException("format " + all.get("format"));
      }
      var choices = new HashMap<String, Map<String, Long>>();
      all.getAsJsonObject("kernels").asMap().forEach((kernel, values) -> choices.put(kernel, values(values)));
      return new Tuning(choices);
    } catch (JsonParseException | IllegalStateException | NullPointerException | NumberFormatException
        | UnsupportedOperationException | ClassCastException e) {
      throw new ModelError(Problem.of("A file is no tuning.").where(file.toString())
          .given(String.valueOf(e.getMessage())).expected("what `sinter tune` writes")
          .tryThis("write it anew with `sinter tune`"));
    }
  }

  private static Map<String, Long> values(JsonElement kernel) {
    var values = new HashMap<String, Long>();
    kernel.getAsJsonObject().asMap().forEach((name, value) -> values.put(name, value.getAsLong()));
    return values;
  }

  static void write(Path file, Tuning tuning) throws IOException {
    Json.write(file, json(tuning));
  }

  static JsonObject json(Tuning tuning) {
    var kernels = new JsonObject();
    tuning.choices().forEach((kernel, values) -> {
      var one = new JsonObject();
      values.forEach(one::addProperty);
      kernels.add(kernel, one);
    });
    var all = new JsonObject();
    all.addProperty("format", FORMAT);
    all.add("kernels", kernels);
    return all;
  }
}
