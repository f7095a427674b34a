package io.sinter.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
      "OnnxModel.java", OnnxModelTest.class,
      "OnnxTypes.java", OnnxTypesTest.class,
      "ElementTypes.java", OnnxTypesTest.class,
      "FileStamp.java", LateWeightsTest.class);

  /// Sentences that only other tests can provoke.
  private static final Map<String, Class<?>> BY_OTHER_TESTS = Map.of(
      "An input has no name.", GraphOrderTest.class,
      "An initializer has no name.", GraphOrderTest.class,
      "A string is not valid UTF-8.", AttributesTest.class,
      "The value of an input does not fit.", LateModelTest.class);

  @Test
  void everyPlaceThatRefusesHasACase() {
    var places = new RejectingPlaces(ELSEWHERE.keySet());
    var cases = RejectedCase.all();
    var reached = cases.stream().map(RejectedCase::outcomes).flatMap(List::stream)
        .flatMap(Optional::stream).map(places::of).flatMap(Set::stream).collect(Collectors.toSet());
    var missing = new TreeSet<>(places.all().stream()
        .filter(p -> !reached.contains(p) && BY_OTHER_TESTS.keySet().stream().noneMatch(p.whole()::contains))
        .map(Object::toString).toList());
    System.out.println(places.all().size() + " places reject, " + (places.all().size() - missing.size())
        + " have a rejecting case, " + cases.size() + " cases");
    assertThat(places.all()).hasSizeGreaterThan(200);
    assertThat(missing).isEmpty();
  }
}
