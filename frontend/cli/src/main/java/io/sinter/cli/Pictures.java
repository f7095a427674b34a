package io.sinter.cli;

import io.sinter.cli.Gallery.Caption;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A batch of pictures with what the model sees in them.
///
/// @param scores a row for each picture
/// @param labels the true class of each picture
/// @param names what classes are called
/// @param top how many classes to show under each
record Pictures(Tensor batch, Tensor scores, Optional<Tensor> labels, Labels names, int top) {
  private static final int MOST = 48;

  void print(Console console) {
    var captions = new ArrayList<List<Caption>>();
    for (int i = 0; i < Math.min(batch.dim(0), MOST); i++) {
      captions.add(captions(i));
    }
    boolean blocks = console.charset().newEncoder().canEncode(Gallery.BLOCKS);
    new Gallery(console.width(), blocks ? Gallery.BLOCKS : Gallery.LETTERS)
        .draw(batch, captions, c -> console.styled(c.style(), c.text())).forEach(console.out()::println);
    if (batch.dim(0) > MOST) {
      console.out().printf("... and %d more%n%n", batch.dim(0) - MOST);
    }
  }

  private List<Caption> captions(int picture) {
    var captions = new ArrayList<Caption>();
    var ranking = Ranking.of(scores, picture);
    captions.add(new Caption("predicted " + ranking.best().text(names), "bold"));
    ranking.top(top).stream().skip(1).forEach(c -> captions.add(new Caption("  or " + c.text(names), "")));
    labels.ifPresent(l -> captions.add(isRight(picture) ? new Caption("true " + name(l, picture), "")
        : new Caption("true " + name(l, picture) + ", wrong", "red")));
    return captions;
  }

  private String name(Tensor truth, int picture) {
    return names.of(Math.toIntExact(truth.longAt(picture)));
  }

  private boolean isRight(int picture) {
    return Ranking.of(scores, picture).best().label() == labels.orElseThrow().longAt(picture);
  }

  /// How many are right, where that is known.
  void printScore(Console console) {
    if (labels.isPresent()) {
      int right = 0;
      for (int i = 0; i < batch.dim(0); i++) {
        right += isRight(i) ? 1 : 0;
      }
      console.out().println(right + " of " + batch.dim(0) + " right");
    }
  }
}
