package io.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.cli.Gallery.Caption;
import io.sinter.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GalleryTest {
  private static final Tensor TWO = Tensor.of(new float[] {0, 1, 2, 4, 4, 4, 0, 0}, 2, 1, 2, 2);

  private static List<List<Caption>> captions(String... texts) {
    return Arrays.stream(texts).map(t -> List.of(new Caption(t, "s"))).toList();
  }

  @Test
  void picturesStandSideBySideWhileTheyFit() {
    assertThat(new Gallery(10, " .#").draw(TWO, captions("a", "b"), Caption::text))
        .containsExactly("      ####", "..##", "a     b", "");
    assertThat(new Gallery(9, " .#").draw(TWO, captions("a", "b"), Caption::text))
        .containsExactly("", "..##", "a", "", "####", "", "b", "");
  }

  @Test
  void longCaptionsMakeRoomAndStylesTakeNone() {
    assertThat(new Gallery(80, " #").draw(TWO, captions("wide one", "b"), c -> "<" + c.text() + ">"))
        .containsExactly("          ####", "####", "<wide one>  <b>", "");
  }

  @Test
  void highPicturesTakeOneLineForTwoRows() {
    var pixels = new float[17 * 3];
    pixels[0] = 1;
    pixels[16 * 3 + 2] = 1;
    var lines = new Gallery(80, " .#").draw(Tensor.of(pixels, 1, 1, 17, 3), captions("x"), Caption::text);
    assertThat(lines).hasSize(9 + 2).startsWith(".", "");
    assertThat(lines.get(8)).isEqualTo("  #");
  }

  @Test
  void picturesOfOneColourAreBlank() {
    assertThat(new Gallery(80, " #").draw(Tensor.of(new float[4], 1, 1, 2, 2), captions("x"), Caption::text))
        .containsExactly("", "", "x", "");
  }

  @Test
  void onlySmallBatchesOfOneChannelArePictures() {
    assertThat(Gallery.isBatch(TWO)).isTrue();
    assertThat(Gallery.isBatch(Tensor.of(new float[3 * 64], 1, 3, 8, 8))).isFalse();
    assertThat(Gallery.isBatch(Tensor.of(new float[33 * 33], 1, 1, 33, 33))).isFalse();
    assertThat(Gallery.isBatch(Tensor.of(new float[0], 0, 1, 8, 8))).isFalse();
    assertThat(Gallery.isBatch(Tensor.of(new float[64], 8, 8))).isFalse();
  }
}
