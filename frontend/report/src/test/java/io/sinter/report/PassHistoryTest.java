package io.sinter.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import io.sinter.ir.Text;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class PassHistoryTest {
  private static final String SQUARE = """
      function main(%x: f32[n]) -> (y: f32[n]) {
        %0 = constant f32[] 1
        %1 = broadcast(%0) shape(n) axes() : f32[n]
        %2 = mul(%x, %1) : f32[n]
        %3 = mul(%2, %2) : f32[n]
        return %3
      }
      """;

  @Test
  void theTextAfterEachPassIsThatOfTheFunction() {
    try (var model = Samples.compile(SQUARE)) {
      var stages = PassHistory.of(Samples.subject("m", model, Map.of("n", 3L),
          List.of(Tensor.zeros(DType.F32, new long[] {3}))));
      assertThat(stages.get(0).getAsJsonObject().get("name").getAsString()).isEqualTo("imported");
      assertThat(stages.size()).isEqualTo(1 + model.report().entries().size());
      assertThat(text(stages.get(0), '+', ' ')).isEqualTo(Text.print(model.imported()));
      var last = stages.asList().stream().filter(s -> s.getAsJsonObject().get("changed").getAsBoolean()).toList()
          .getLast();
      assertThat(text(last, '+', ' ')).isEqualTo(Text.print(model.optimized()));
      assertThat(text(last, '-', ' ')).contains("broadcast").doesNotContain("mul(%x, %x)");
      assertThat(last.getAsJsonObject().get("svg").getAsString()).contains("class=\"op new\"");
      assertThat(last.getAsJsonObject().getAsJsonObject("hits").size()).isPositive();
    }
  }

  private static String text(JsonElement stage, char... marks) {
    var wanted = new String(marks);
    return StreamSupport.stream(stage.getAsJsonObject().getAsJsonArray("lines").spliterator(), false)
        .map(JsonElement::getAsString).filter(l -> wanted.indexOf(l.charAt(0)) >= 0).map(l -> l.substring(1))
        .collect(Collectors.joining("\n"));
  }
}
