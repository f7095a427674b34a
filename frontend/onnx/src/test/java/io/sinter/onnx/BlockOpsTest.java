package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockOpsTest {
  private static Tensor padded(String type, Tensor x, String mode, long... pads) {
    return new TestGraph(19).input("x", type).ints("pads", pads).node("y = Pad(x, pads)", attribute("mode", mode))
        .run(x);
  }

  @Test
  void paddingIsAConstantOnEitherSide() {
    var x = f32(1, 2, 3);
    assertThat(padded("f32[N]", x, "constant", 1, 2)).isEqualTo(f32(0, 1, 2, 3, 0, 0));
    assertThat(padded("f32[N]", x, "constant", -1, 1)).isEqualTo(f32(2, 3, 0));
    assertThat(new TestGraph(18).input("x", "f32[N, 1]").ints("pads", 0, 1).floats("v", 7).ints("axes", -1)
        .node("y = Pad(x, pads, v, axes)").run(f32(new long[] {2, 1}, 1, 2)))
        .isEqualTo(f32(new long[] {2, 2}, 1, 7, 2, 7));
    assertThat(new TestGraph(2).input("x", "f32[N]")
        .node("y = Pad(x)", attribute("pads", List.of(0L, 1L)), attribute("value", 5f)).run(x))
        .isEqualTo(f32(1, 2, 3, 5));
  }

  @Test
  void paddingRepeatsTheEdgeMirrorsOrWraps() {
    var x = f32(1, 2, 3);
    assertThat(padded("f32[3]", x, "edge", 2, 1)).isEqualTo(f32(1, 1, 1, 2, 3, 3));
    assertThat(padded("f32[3]", x, "reflect", 2, 1)).isEqualTo(f32(3, 2, 1, 2, 3, 2));
    assertThat(padded("f32[3]", x, "wrap", 2, 1)).isEqualTo(f32(2, 3, 1, 2, 3, 1));
    assertThat(padded("f32[3]", x, "reflect", -1, 1)).isEqualTo(f32(2, 3, 2));
    assertThat(padded("f32[2, 2]", iota(2, 2), "edge", 0, 1, 1, 0))
        .isEqualTo(f32(new long[] {3, 3}, 0, 0, 1, 2, 2, 3, 2, 2, 3));
  }

  @Test
  void mirrorsGoOnBeyondTheTensorAndOverUnknownSizes() {
    var x = f32(1, 2, 3);
    for (var type : List.of("f32[3]", "f32[N]")) {
      assertThat(padded(type, x, "reflect", 5, 4)).isEqualTo(f32(2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3));
      assertThat(padded(type, x, "wrap", 4, 5)).isEqualTo(f32(3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2));
      assertThat(padded(type, x, "edge", 1, 2)).isEqualTo(f32(1, 1, 2, 3, 3, 3));
      assertThat(padded(type, x, "edge", -1, 2)).isEqualTo(f32(2, 3, 3, 3));
      assertThat(padded(type, x, "reflect", 2, -2)).isEqualTo(f32(1, 1, 1));
    }
    assertThat(padded("f32[N]", f32(7), "reflect", 2, 1)).isEqualTo(f32(7, 7, 7, 7));
  }

  @Test
  void amountsThatDoNotFitAreErrors() {
    assertThatThrownBy(() -> padded("f32[3]", iota(3), "constant", 1)).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("A Pad has the wrong number of amounts.");
    assertThatThrownBy(() -> padded("f32[3]", iota(3), "mirror", 1, 1)).isInstanceOf(ModelError.class)
        .hasMessageContaining("expected: one of constant, edge, reflect, wrap");
    assertThatThrownBy(() -> padded("f32[3]", iota(3), "constant", -2, -2)).isInstanceOf(ModelError.class);
  }

  @Test
  void tilesRepeatEachAxis() {
    var graph = new TestGraph(13).input("x", "f32[N, 2]").ints("r", 2, 2).node("y = Tile(x, r)");
    assertThat(graph.type()).isEqualTo("f32[2*N, 4]");
    assertThat(graph.run(iota(1, 2))).isEqualTo(f32(new long[] {2, 4}, 0, 1, 0, 1, 0, 1, 0, 1));
    assertThat(new TestGraph(13).input("x", "f32[2]").ints("r", 0).node("y = Tile(x, r)").run(iota(2)))
        .isEqualTo(iota(0));
    assertThatThrownBy(new TestGraph(13).input("x", "f32[2]").ints("r", 1, 2).node("y = Tile(x, r)")::read)
        .isInstanceOf(ModelError.class).hasMessageContaining("expected: 1 repeats");
  }

  @Test
  void depthAndSpaceChangePlaces() {
    var x = iota(1, 8, 1, 1);
    var dcr = new TestGraph(13).input("x", "f32[N, 8, H, W]").node("y = DepthToSpace(x)", attribute("blocksize", 2));
    assertThat(dcr.type()).isEqualTo("f32[N, 2, 2*H, 2*W]");
    assertThat(dcr.run(x)).isEqualTo(f32(new long[] {1, 2, 2, 2}, 0, 2, 4, 6, 1, 3, 5, 7));
    var crd = new TestGraph(13).input("x", "f32[N, 8, H, W]")
        .node("y = DepthToSpace(x)", attribute("blocksize", 2), attribute("mode", "CRD"));
    assertThat(crd.run(x)).isEqualTo(iota(1, 2, 2, 2));
    var back = new TestGraph(13).input("x", "f32[N, 2, 2, 2]").node("y = SpaceToDepth(x)", attribute("blocksize", 2));
    assertThat(back.run(dcr.run(x))).isEqualTo(x);
    assertThatThrownBy(
        new TestGraph(13).input("x", "f32[1, 6, 1, 1]").node("y = DepthToSpace(x)", attribute("blocksize", 2))::read)
        .isInstanceOf(ModelError.class);
  }
}
