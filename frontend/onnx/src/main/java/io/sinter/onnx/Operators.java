package io.sinter.onnx;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// All operators, by name and version.
final class Operators {
  /// The newest operator set whose meaning is known.
  static final int NEWEST = 28;

  private static final Map<String, NavigableMap<Integer, Operator>> TABLE = new HashMap<>();

  static {
    Stream.of(
            ElementwiseOps.TABLE, PowerOps.TABLE, TrigonometryOps.TABLE, ActivationOps.TABLE, LogicOps.TABLE,
            ReductionOps.TABLE, MatMulOps.TABLE,
            ConvolutionOps.TABLE, PoolOps.TABLE, NormalizationOps.TABLE, RecurrentOps.TABLE,
            AttentionOps.TABLE, FlexAttentionOps.TABLE, StatefulOps.TABLE, ShapeOps.TABLE, SliceOps.TABLE,
            BlockOps.TABLE, ConstantOps.TABLE, LegacyOps.TABLE,
            QuantizationOps.TABLE, QuantizedProductOps.TABLE, QuantizedElementwiseOps.TABLE, GatherOps.TABLE,
            ScatterOps.TABLE, MaskOps.TABLE, RunningOps.TABLE, ControlOps.TABLE, ScanOps.TABLE, OrderOps.TABLE,
            SelectOps.TABLE, UniqueOps.TABLE, SuppressionOps.TABLE, ResizeOps.TABLE, LossOps.TABLE, GridOps.TABLE,
            RegionOps.TABLE, PlacementOps.TABLE, EinsumOps.TABLE, SignalOps.TABLE, Determinants.TABLE)
        .flatMap(List::stream)
        .forEach(op -> TABLE.computeIfAbsent(op.name(), name -> new TreeMap<>()).put(op.since(), op));
  }

  private Operators() {}

  /// The entry that holds at a version of the operator set.
  static Optional<Operator> find(String name, int version) {
    return Optional.ofNullable(TABLE.getOrDefault(name, new TreeMap<>()).floorEntry(version)).map(Map.Entry::getValue);
  }

  static Set<String> names() {
    return Collections.unmodifiableSet(TABLE.keySet());
  }

  /// The first version of an operator that is known.
  static Optional<Integer> since(String name) {
    return Optional.ofNullable(TABLE.get(name)).map(NavigableMap::firstKey);
  }
}
