package io.sinter.trace;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Measure;
import io.sinter.ir.composite.Part;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;

/// A loop over the slices of sequences.
final class Sequence {
  private Sequence() {}

  static Flow.Scanned of(Call c, List<Traced> sequences, List<Traced> first, Flow.Step step) {
    if (sequences.isEmpty() || sequences.stream().anyMatch(s -> s.rank() == 0)) {
      throw c.error("There is nothing to step through.", sequences.stream().map(Traced::type).toList(),
          "sequences [length, …], at least one");
    }
    var length = sequences.getFirst().shape().get(0);
    for (var s : sequences) {
      if (s.shape().get(0).equalTo(length) == Truth.NO) {
        throw c.error("Sequences differ in length.", sequences.getFirst().type() + " and " + s.type(),
            "one length");
      }
    }
    var values = sequences.stream().map(s -> c.out(ofLength(c.builder(), c.in(s), length))).toList();
    var symbol = c.trace().fresh("step");
    var loop = new Repetition(c, Measure.of(c.builder(), length), c.constant(Tensor.scalar(true)), first);
    return loop.of((body, i, state) -> {
      var inner = Call.of(c.method());
      inner.builder().add(new Op.Bind(i.value(), symbol));
      var slices = values.stream()
          .map(s -> inner.out(slice(inner.builder(), inner.in(s), Dim.symbol(symbol)))).toList();
      var next = step.of(slices, state);
      return new Repetition.Next(Repetition.yes(c), next.state(), next.outputs());
    }, length);
  }

  /// The same sequence, which the run sees to be of that length.
  private static Value ofLength(Builder b, Value sequence, Dim length) {
    var dims = new ArrayList<>(sequence.type().shape().dims());
    if (dims.set(0, length).equals(length)) {
      return sequence;
    }
    return b.add(new Op.Reshape(sequence, new Shape(dims)));
  }

  /// The slice at a position; of an empty sequence, which no step takes a slice of, what a slice would look like.
  private static Value slice(Builder b, Value sequence, Dim at) {
    var shape = sequence.type().shape();
    return shape.get(0).isConstant(0)
        ? b.broadcast(b.scalar(sequence.type().dtype(), 0), new Shape(shape.dims().subList(1, shape.rank())))
        : Part.at(b, sequence, 0, at);
  }
}
