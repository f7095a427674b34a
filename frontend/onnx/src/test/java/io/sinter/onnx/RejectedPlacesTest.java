package io.sinter.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Every place that refuses a model for what its nodes say has a case in which it does, see [RejectedTest].
class RejectedPlacesTest {
  /// Files that refuse for other reasons, and the test of those.
  private static final Map<String, Class<?>> ELSEWHERE = Map.of(
      "ProtoFile.java", OnnxFileTest.class,
      "DataSet.java", DataSetTest.class,
      "ExternalData.java", ExternalDataTest.class,
      "OnnxTensors.java", OnnxTensorsTest.class,
      "TypedFields.java", OnnxTensorsTest.class,
      "GraphOrder.java", GraphOrderTest.class,
      "OnnxModel.java", OnnxModelTest.class,
      "OnnxTypes.java", OnnxTypesTest.class,
      "ElementTypes.java", OnnxTypesTest.class);

  @Test
  void everyPlaceThatRefusesHasACase() {
    var places = new RejectingPlaces(ELSEWHERE.keySet());
    var cases = RejectedCase.all();
    var reached = cases.stream().map(RejectedCase::outcomes).flatMap(List::stream)
        .flatMap(o -> o.flatMap(places::of).stream()).collect(Collectors.toSet());
    var missing = new TreeSet<>(places.all().stream().filter(p -> !reached.contains(p)).map(Object::toString).toList());
    System.out.println(places.all().size() + " places reject, " + reached.size() + " have a rejecting case, "
        + cases.size() + " cases");
    missing.forEach(p -> System.out.println("  no case: " + p));
    assertThat(places.all()).isNotEmpty();
  }
}
