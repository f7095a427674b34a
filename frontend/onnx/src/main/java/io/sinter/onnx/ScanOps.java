package io.sinter.onnx;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Measure;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Loops over the slices of tensors.
final class ScanOps {
  static final List<Operator> TABLE = List.of(
      new Operator("Scan", 8, ScanOps::batches),
      new Operator("Scan", 9, n -> scan(n, inputs(n, 0))));

  private ScanOps() {}

  private static List<Value> inputs(OnnxNode n, int from) {
    return IntStream.range(from, n.inputs()).mapToObj(n::value).toList();
  }

  /// Up to version 8 there is a first axis of batches, each of which is scanned alone.
  private static List<Known> batches(OnnxNode n) {
    if (n.has(0)) {
      throw n.unsupported("a Scan over sequences of different lengths", "no input 'sequence_lens'");
    }
    var given = inputs(n, 1);
    given.forEach(x -> n.require(x.type().rank() > 0, "An input of a Scan has no axis of batches.", x.type(),
        "[batch, …]"));
    var batch = given.getFirst().type().dim(0);
    var all = given.stream().map(x -> n.sized(x, 0, batch, "The inputs of a Scan differ in their batches.")).toList();
    var one = n.constant(Tensor.scalar(true));
    return new Repetition(n, Measure.of(n.builder(), batch), one, List.of(), (body, step, state) -> {
      var inner = n.within(body.scope());
      var at = inner.size(step, "batch");
      var slices = all.stream().map(x -> slice(inner, body.seen(x, "batches"), 0, at)).toList();
      var results = new ArrayList<>(List.of(inner.constant(Tensor.scalar(true))));
      scan(inner, slices).forEach(r -> results.add(OnnxNode.data(r, inner.builder())));
      return results;
    }).results();
  }

  /// The part at a position of an axis, without that axis.
  private static Value slice(OnnxNode n, Value x, int axis, Dim at) {
    var dims = new ArrayList<>(x.type().shape().dims());
    dims.remove(axis);
    return ShapeOps.reshape(n, SliceOps.part(n, x, axis, at, Dim.ONE, 1), new Shape(dims));
  }

  /// @param inputs the first states, then what is scanned
  private static List<Known> scan(OnnxNode n, List<Value> inputs) {
    var graph = n.attributes().graph("body");
    long given = n.attributes().count("num_scan_inputs");
    int outputs = n.proto().getOutputCount();
    n.require(given <= inputs.size() && outputs >= inputs.size() - given && graph.getOutputCount() == outputs
            && graph.getInputCount() == inputs.size(), "The body of a Scan does not fit its node.",
        given + " scanned of " + inputs.size() + " inputs and " + outputs + " outputs, a body of "
            + graph.getInputCount() + " inputs and " + graph.getOutputCount() + " outputs",
        "as many inputs and outputs as the body, and an output for each state");
    int scanned = (int) given;
    int states = inputs.size() - scanned;
    int stacked = graph.getOutputCount() - states;
    var along = numbers(n, "scan_input_axes", scanned);
    var axes = IntStream.range(0, scanned)
        .mapToObj(i -> n.axis(along.get(i), inputs.get(states + i).type().rank())).toList();
    var backwards = directions(n, n.version() < 9 ? "directions" : "scan_input_directions", scanned);
    var steps = inputs.get(states).type().dim(axes.getFirst());
    var xs = IntStream.range(0, scanned).mapToObj(i -> n.sized(
        inputs.get(states + i), axes.get(i), steps, "The scanned inputs differ in length.")).toList();
    var results = new Repetition(n, Measure.of(n.builder(), steps), n.constant(Tensor.scalar(true)),
        inputs.subList(0, states), (body, step, state) -> {
          var inner = n.within(body.scope());
          var known = new ArrayList<Known>();
          state.forEach(s -> known.add(new Known.Data(s)));
          for (int i = 0; i < scanned; i++) {
            var at = inner.size(step, "step");
            var position = backwards.get(i) == 1 ? steps.minus(1).minus(at) : at;
            known.add(new Known.Data(slice(inner, body.seen(xs.get(i), "scanned"), axes.get(i), position)));
          }
          var all = new ArrayList<>(List.of(inner.constant(Tensor.scalar(true))));
          all.addAll(body.results(graph, known));
          return all;
        }).results();
    return placed(n, results, states, stacked);
  }

  /// What is stacked goes to the axis and in the direction that the attributes say.
  private static List<Known> placed(OnnxNode n, List<Known> results, int states, int stacked) {
    var axes = numbers(n, "scan_output_axes", stacked);
    var backwards = directions(n, "scan_output_directions", stacked);
    var all = new ArrayList<>(results.subList(0, states));
    for (int i = 0; i < stacked; i++) {
      var x = OnnxNode.data(results.get(states + i), n.builder());
      var size = x.type().dim(0);
      var turned = backwards.get(i) == 1 ? SliceOps.part(n, x, 0, size.minus(1), size, -1) : x;
      int axis = n.axis(axes.get(i), x.type().rank());
      var order = new ArrayList<>(IntStream.range(1, x.type().rank()).boxed().toList());
      order.add(axis, 0);
      all.add(new Known.Data(axis == 0 ? turned : n.builder().add(new Op.Transpose(turned, order))));
    }
    return all;
  }

  /// A number for each of several, 0 where the attribute is not there.
  private static List<Long> numbers(OnnxNode n, String attribute, int count) {
    var given = Optional.of(n.attributes().integers(attribute, List.of())).filter(l -> !l.isEmpty())
        .orElse(Collections.nCopies(count, 0L));
    n.require(given.size() == count, "An attribute has the wrong length.", attribute + " " + given, count + " numbers");
    return given;
  }

  /// For each of several 0 for forwards or 1 for backwards.
  private static List<Long> directions(OnnxNode n, String attribute, int count) {
    var given = numbers(n, attribute, count);
    n.require(given.stream().allMatch(d -> d == 0 || d == 1), "An attribute that says yes or no is neither.",
        attribute + " " + given, "0 or 1");
    return given;
  }
}
