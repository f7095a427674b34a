package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Builder;
import io.sinter.ir.Control;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Boxes;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.List;

/// Of boxes that overlap, those with the best scores.
final class SuppressionOps {
  static final List<Operator> TABLE = List.of(of("NonMaxSuppression", 10, SuppressionOps::suppress));

  private SuppressionOps() {}

  /// Rows of (batch, class, box), for each batch and class in the order of their scores. All batches and classes take
  /// one box in each pass of a loop, which ends when there is none left or all have as many as they may.
  private static Value suppress(OnnxNode n) {
    var scores = n.ranked(1, 3, "[batches, classes, N]");
    var b = n.builder();
    var shape = scores.type().shape();
    var corners = n.shaped(0, Shape.of(shape.get(0), shape.get(2), Dim.of(4)));
    var most = scalar(n, 2, "max_output_boxes_per_class", DType.I64);
    var boxes = Boxes.of(b, corners, n.attributes().flag("center_point_box", false));
    var eligible = n.has(4)
        ? n.apply(ScalarFn.LT, b.broadcast(scalar(n, 4, "score_threshold", DType.F32), shape), scores)
        : n.apply(ScalarFn.EQ, scores, scores);
    var passes = n.scope().function().model().symbols().fresh("passes");
    var picks = new TensorType(DType.I64, Shape.of(passes, shape.get(0), shape.get(1)));
    var loop = b.add(new Control.Loop(most, any(b, eligible), List.of(eligible),
        boxes.captured(scores, threshold(n)), boxes.pass(b, scores),
        List.of(eligible.type(), picks), List.copyOf(passes.symbols())));
    var picked = b.add(new Op.Transpose(b.add(new Op.Project(loop, 1)), List.of(1, 2, 0)));
    return rows(n, picked, shape.get(2));
  }

  /// An input of one number, or 0 where it is left out.
  private static Value scalar(OnnxNode n, int input, String name, DType type) {
    return n.has(input) ? n.convert(n.single(input, name), type) : n.builder().scalar(type, 0);
  }

  private static Value threshold(OnnxNode n) {
    var x = scalar(n, 3, "iou_threshold", DType.F32);
    var inside = n.apply(ScalarFn.AND, n.apply(ScalarFn.LE, n.splat(x, 0), x), n.apply(ScalarFn.LE, x, n.splat(x, 1)));
    return Demand.that(n, x, inside, "A threshold is no share of an area.", "from 0 to 1");
  }

  static Value any(Builder b, Value truths) {
    return b.add(new Op.Reduce(truths, ScalarFn.OR, Indices.axes(truths.type().rank())));
  }

  /// @param picked [batches, classes, passes] boxes, where `none` stands for no box
  private static Value rows(OnnxNode n, Value picked, Dim none) {
    var flat = SelectOps.flat(n, picked);
    var isBox = n.apply(ScalarFn.LT, flat, Indices.spread(n, none, flat.type().shape()));
    var chosen = Selection.of(n, isBox);
    var place = Selection.unravel(n, chosen.positions(n), picked.type().shape());
    var columns = List.of(place.get(0), place.get(1), chosen.from(n, flat)).stream()
        .map(c -> ShapeOps.reshape(n, c, Shape.of(chosen.count(), Dim.ONE))).toList();
    return n.builder().add(new Op.Concatenate(columns, 1));
  }
}
