package io.sinter.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.sinter.runtime.DType;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static List<JsonObject> events(int threads) {
    try (var model = Samples.compile(Samples.CLASSIFIER)) {
      var timeline = new Timeline(model, 5);
      var inputs = List.of(Tensor.zeros(DType.F32, new long[] {300, 64}));
      var options = RunOptions.DEFAULTS.withThreads(threads);
      assertThat(timeline.run(inputs, options)).isEqualTo(model.run(inputs, options));
      timeline.run(inputs, options);
      var file = new Gson().fromJson(timeline.json().toString(), JsonObject.class);
      return file.getAsJsonArray("traceEvents").asList().stream().map(JsonElement::getAsJsonObject).toList();
    }
  }

  private static List<JsonObject> of(List<JsonObject> events, String category) {
    return events.stream().filter(e -> e.has("cat") && e.get("cat").getAsString().equals(category)).toList();
  }

  private static double end(JsonObject event) {
    return event.get("ts").getAsDouble() + event.get("dur").getAsDouble();
  }

  @Test
  void everyEventHasWhatTheFormatAsksFor() {
    for (var e : events(1)) {
      assertThat(e.keySet()).contains("name", "ph", "pid", "tid", "args");
      if (e.get("ph").getAsString().equals("X")) {
        assertThat(e.get("ts").getAsDouble()).isNotNegative();
        assertThat(e.get("dur").getAsDouble()).isNotNegative();
      } else {
        assertThat(e.get("ph").getAsString()).isEqualTo("M");
      }
    }
  }

  @Test
  void compilationComesFirstThenTheRunsWithTheirLaunches() {
    var events = events(1);
    assertThat(of(events, "compile")).extracting(e -> e.get("name").getAsString())
        .containsExactly("read", "passes", "kernels", "code", "loading");
    assertThat(of(events, "pass")).isNotEmpty();
    var runs = of(events, "run");
    assertThat(runs).hasSize(2);
    var launches = of(events, "launch");
    assertThat(launches).hasSize(4);
    double compiled = end(of(events, "compile").getLast());
    assertThat(runs.getFirst().get("ts").getAsDouble()).isGreaterThanOrEqualTo(compiled - 0.01);
    assertThat(launches).allSatisfy(l -> assertThat(runs).anyMatch(r ->
        r.get("ts").getAsDouble() <= l.get("ts").getAsDouble() + 0.01 && end(l) <= end(r) + 0.01));
    var arguments = launches.getFirst().getAsJsonObject("args");
    assertThat(arguments.get("layers").getAsString()).isEqualTo("dense");
    assertThat(arguments.get("batch").getAsInt()).isEqualTo(300);
    assertThat(arguments.get("flops").getAsLong()).isEqualTo(2L * 300 * 64 * 10);
  }

  @Test
  void theGroupsOfALaunchAreDividedAmongThreads() {
    var events = events(2);
    var names = events.stream().filter(e -> e.get("name").getAsString().equals("thread_name")).toList();
    assertThat(names).extracting(e -> e.get("tid").getAsInt()).doesNotHaveDuplicates().contains(0, 1);
    assertThat(of(events, "groups")).isNotEmpty()
        .allSatisfy(p -> assertThat(p.getAsJsonObject("args").get("groups").getAsInt()).isPositive());
  }
}
