package io.sinter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.runtime.CompilerBug;
import io.sinter.runtime.SinterException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A model is not trusted: whatever a graph says, it is imported or refused with a reason.
class DamagedGraphTest {
  private static final long[] NASTY = {
      0, 1, -1, 2, 3, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE};

  @Test
  void aDamagedGraphIsImportedOrRefused() {
    var random = new Random(1);
    var digits = OnnxFile.read(Path.of("../../examples/digits/digits_cnn.onnx"));
    for (int i = 0; i < 500; i++) {
      var model = digits.model().toBuilder();
      var damage = new StringBuilder();
      for (int j = 0; j <= i % 3; j++) {
        damage.append(damage(model, random)).append("; ");
      }
      var file = new OnnxFile(digits.path(), model.build(), digits.external());
      var thrown = catchThrowable(() -> OnnxModel.of(file));
      assertThat(thrown == null || thrown instanceof SinterException && !(thrown instanceof CompilerBug))
          .as("%s: %s", damage, thrown).isTrue();
    }
  }

  private static String damage(ModelProto.Builder model, Random random) {
    var graph = model.getGraphBuilder();
    var node = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
    long nasty = NASTY[random.nextInt(NASTY.length)];
    switch (random.nextInt(6)) {
      case 0 -> {
        return attribute(graph, random, nasty);
      }
      case 1 -> node.setInput(random.nextInt(node.getInputCount()), name(graph, random));
      case 2 -> graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().getShapeBuilder()
          .getDimBuilder(random.nextInt(4)).setDimValue(nasty);
      case 3 -> model.getOpsetImportBuilder(0).setVersion(nasty);
      case 4 -> node.setOpType(graph.getNode(random.nextInt(graph.getNodeCount())).getOpType());
      default -> graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount())).setDims(0, nasty);
    }
    return node.getOpType() + " " + nasty;
  }

  private static String attribute(GraphProto.Builder graph, Random random, long nasty) {
    for (int i = 0; i < 100; i++) {
      var node = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
      if (node.getAttributeCount() > 0) {
        var attribute = node.getAttributeBuilder(random.nextInt(node.getAttributeCount()));
        if (attribute.getIntsCount() > 0) {
          attribute.setInts(random.nextInt(attribute.getIntsCount()), nasty);
        } else {
          attribute.setI(nasty);
        }
        return attribute.getName() + " " + nasty;
      }
    }
    return "";
  }

  private static String name(GraphProto.Builder graph, Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> "";
      case 1 -> graph.getInitializer(random.nextInt(graph.getInitializerCount())).getName();
      default -> graph.getNode(random.nextInt(graph.getNodeCount())).getOutput(0);
    };
  }
}
