package io.sinter.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HtmlTest {
  private static final String HOSTILE = "</script><script>alert(1)</script><img src=x onerror='alert(2)'>\" onload=\"x";

  @Test
  void textAndAttributesAreEscaped() {
    assertThat(new Html().leaf("p", HOSTILE, "title", HOSTILE)).hasToString(
        "<p title=\"" + Html.escape(HOSTILE) + "\">" + Html.escape(HOSTILE) + "</p>");
    assertThat(Html.escape(HOSTILE)).doesNotContain("<", ">", "\"", "'");
    assertThat(Html.escape("a & b\u0000\u001b")).isEqualTo("a &amp; b\ufffd\ufffd");
  }

  @Test
  void whatIsOpenCannotBeAdded() {
    assertThatThrownBy(() -> new Html().add(new Html().open("div"))).hasMessage("open: [div]");
  }

  @Test
  void noNameOfAModelBecomesMarkup() {
    var text = """
        function f(%"INPUT": f32[n]) -> ("OUTPUT": f32[n]) {
          %0 = exp(%"INPUT") : f32[n]  @ "LAYER"
          return %0
        }
        """.replace("INPUT", "<b>in" + quoted()).replace("OUTPUT", "<i>out" + quoted())
        .replace("LAYER", "<u>layer" + quoted());
    try (var model = Samples.compile(text)) {
      var subject = Samples.subject(HOSTILE, model, Map.of("n", 3L),
          List.of(Tensor.of(new float[3], 3)));
      var html = ModelReport.html(subject);
      assertThat(html).doesNotContain("<b>in", "<i>out", "<u>layer", "<img", "<script>alert", "onload=\"")
          .contains("&lt;b&gt;in", "&lt;i&gt;out", "&lt;u&gt;layer");
      assertThat(html.split("<script", -1)).as("the data and the script").hasSize(3);
      assertThat(html).doesNotContain("http://", "https://", "src=\"", "@import", "url(http");
    }
  }

  private static String quoted() {
    return HOSTILE.replace("\"", "\\\"");
  }
}
