package io.sinter.onnx;

import io.sinter.ir.composite.Activation;
import io.sinter.ir.composite.Softplus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The functions of a recurrent layer, by the names that its attributes give. What parameters there are, are used up in
/// the order of the functions that have them.
final class RecurrentActivations {
  /// @param alpha used when none is given; NaN where the function has no such parameter
  private record Entry(String name, float alpha, float beta, Maker maker) {}

  private interface Maker {
    Activation of(float alpha, float beta);
  }

  private static final float NONE = Float.NaN;

  /// The place of the function of an LSTM's cell, which is not clipped.
  private static final int CELL = 2;

  private static final List<Entry> ALL = List.of(
      new Entry("Relu", NONE, NONE, (a, b) -> Activation.RELU),
      new Entry("Tanh", NONE, NONE, (a, b) -> Activation.TANH),
      new Entry("Sigmoid", NONE, NONE, (a, b) -> Activation.SIGMOID),
      new Entry("Affine", 1, 0, Activation::affine),
      new Entry("LeakyRelu", 0.01f, NONE, (a, b) -> Activation.leakyRelu(a)),
      new Entry("ThresholdedRelu", 1, NONE, (a, b) -> Activation.thresholdedRelu(a)),
      new Entry("ScaledTanh", 1, 1, Activation::scaledTanh),
      new Entry("HardSigmoid", 0.2f, 0.5f, Activation::hardSigmoid),
      new Entry("Elu", 1, NONE, (a, b) -> Activation.elu(a)),
      new Entry("Softsign", NONE, NONE, (a, b) -> Activation.softsign()),
      new Entry("Softplus", NONE, NONE, (a, b) -> Softplus::of));

  private static final Map<String, Entry> BY_NAME =
      ALL.stream().collect(Collectors.toMap(e -> e.name().toLowerCase(Locale.ROOT), e -> e));

  private RecurrentActivations() {}

  /// Those of each direction in turn. Where the node clips, functions of gates see nothing beyond the bound.
  ///
  /// @param defaults the names for one direction
  static List<Activation> of(OnnxNode n, List<String> defaults, int directions) {
    var fallback = Collections.nCopies(directions, defaults).stream().flatMap(List::stream).toList();
    var names = n.attributes().strings("activations", fallback);
    n.require(names.size() == fallback.size(), "A recurrent layer has the wrong number of activations.",
        "activations " + names, fallback.size() + " names, " + defaults.size() + " for each direction");
    var alphas = n.attributes().reals("activation_alpha", List.of()).iterator();
    var betas = n.attributes().reals("activation_beta", List.of()).iterator();
    var clip = n.attributes().real("clip", Float.POSITIVE_INFINITY);
    n.require(clip > 0, "A recurrent layer is clipped to nothing.", "clip " + clip, "more than 0, or no clip");
    var activations = new ArrayList<Activation>();
    for (var name : names) {
      var entry = BY_NAME.get(name.toLowerCase(Locale.ROOT));
      if (entry == null) {
        throw n.error("A recurrent layer has an unknown activation.", "'" + name + "'",
            "one of " + ALL.stream().map(Entry::name).collect(Collectors.joining(", ")));
      }
      var activation = entry.maker().of(parameter(entry.alpha(), alphas), parameter(entry.beta(), betas));
      boolean ofGate = activations.size() % defaults.size() < CELL;
      activations.add(Float.isFinite(clip) && ofGate ? activation.clipped(clip) : activation);
    }
    return activations;
  }

  private static float parameter(float fallback, Iterator<Float> given) {
    return Float.isNaN(fallback) || !given.hasNext() ? fallback : given.next();
  }
}
