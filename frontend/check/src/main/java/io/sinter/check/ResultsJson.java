package io.sinter.check;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Results for programs: `target`, `passed`, `failed`, `skipped`, and `cases` with a verdict each.
public final class ResultsJson {
  private ResultsJson() {}

  public static void write(Path file, String target, List<CaseResult> results) throws IOException {
    Json.write(file, json(target, results));
  }

  static JsonObject json(String target, List<CaseResult> results) {
    var tally = Tally.of(results);
    var json = new JsonObject();
    json.addProperty("target", target);
    json.addProperty("passed", tally.passed());
    json.addProperty("failed", tally.failed());
    json.addProperty("skipped", tally.skipped());
    var cases = new JsonArray();
    results.forEach(r -> cases.add(json(r)));
    json.add("cases", cases);
    return json;
  }

  private static JsonObject json(CaseResult result) {
    var json = new JsonObject();
    json.addProperty("name", result.subject().name());
    json.addProperty("verdict", result.verdict().toString());
    json.addProperty("reason", result.reason());
    var unsupported = new JsonArray();
    result.unsupported().forEach(unsupported::add);
    json.add("unsupported", unsupported);
    json.addProperty("compile_ms", rounded(result.cost().compileMs()));
    var times = new JsonObject();
    times.addProperty("read", rounded(result.cost().readMs()));
    times.addProperty("passes", rounded(result.cost().times().passes()));
    times.addProperty("kernels", rounded(result.cost().times().kernels()));
    times.addProperty("code", rounded(result.cost().times().code()));
    times.addProperty("loading", rounded(result.cost().times().loading()));
    json.add("compile_ms_by_step", times);
    json.addProperty("run_ms", rounded(result.cost().runMs()));
    json.addProperty("launches", result.cost().launches());
    json.addProperty("kernels", result.cost().kernels());
    json.addProperty("host_steps", result.cost().hostSteps());
    // JSON has no infinity.
    json.add("max_absolute_error", number(result.error().absolute()));
    json.add("max_relative_error", number(result.error().relative()));
    return json;
  }

  private static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }

  private static double rounded(double ms) {
    return Math.round(ms * 1000) / 1000.0;
  }
}
