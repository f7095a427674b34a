package io.sinter.passes;

import java.util.Locale;
import java.util.Optional;

/// Why a value is an array, and is not computed inside the kernel of its reader: what [Fusion] decided on.
public enum Apart {
  RESULT("It is a result of the function, which the caller gets as an array."),
  CONTRACTED("A sum of products reads each element many times, so its operands are arrays. Only one cheap elementwise"
      + " op over arrays is computed on the way in, where no border is padded and nothing else reads it."),
  MOVED("A change of the order in memory computes on the way only what comes point by point from arrays."),
  WINDOWED("Windows overlap, and borders are padded: each element would be computed once for every window."),
  PART("It is a part of a larger array, or the array behind another shape, and is computed in place there."),
  ALIAS("It is another name for an array that is in memory already."),
  PROLOGUE("Its reader is computed for each term of a sum of products, so it reads only arrays."),
  CHOSEN("Elements are chosen from it at indices that are data, so all of them must be there."),
  CONTROL("Control flow and sizes read arrays."),
  ANOTHER_READER("Another reader needs it as an array, so this one reads the array as well."),
  UNREAD("No kernel reads it."),
  SEVERAL_KERNELS("Several kernels read it, and each would have to compute it again."),
  LONG("The kernel would be too long for the JVM to compile well."),
  INDICES("The kernel reads it at two different indices, so it would be computed whole for each element."),
  REPEATED("It is read through a broadcast, so each element would be computed again and again."),
  HEAVY("The kernel holds a sum of products, a window or a reduction already, and one loop nest has room for one."),
  EPILOGUE("A sum of products or a window takes in only elementwise ops of its own shape, element by element."),
  ROWS("The rows that it reduces are not the rows of the kernel that reads them."),
  ALONE("An op of this kind is always a kernel of its own.");

  private final String sentence;

  Apart(String sentence) {
    this.sentence = sentence;
  }

  /// The reason in words.
  public String sentence() {
    return sentence;
  }

  /// This, unless something holds.
  Optional<Apart> unless(boolean holds) {
    return holds ? Optional.empty() : Optional.of(this);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
