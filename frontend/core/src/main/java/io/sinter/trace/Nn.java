package io.sinter.trace;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.composite.BatchNormalization;
import io.sinter.ir.composite.GroupNormalization;
import io.sinter.ir.composite.LayerNormalization;
import io.sinter.ir.composite.RmsNormalization;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Optional;

/// Layers. Weights are constants, [Tensor], or traced tensors, such as inputs of the function. Images are
/// [batch, channels, spatial…].
public final class Nn {
  private Nn() {}

  // ---- products ---------------------------------------------------------------------------------------------------

  /// `x w + b`.
  ///
  /// @param w [inputs, outputs]
  /// @param b [outputs]
  public static Traced dense(Traced x, Tensor w, Tensor b) {
    return x.matmul(w).plus(b);
  }

  public static Traced dense(Traced x, Traced w, Traced b) {
    return x.matmul(w).plus(b);
  }

  /// @param w [filters, channels / groups, window…]
  public static Traced conv(Traced x, Tensor w, Sliding sliding) {
    var c = Call.of("conv");
    return Windows.convolution(c, c.in(x), c.constant(w), Optional.empty(), sliding);
  }

  /// @param b [filters]
  public static Traced conv(Traced x, Tensor w, Tensor b, Sliding sliding) {
    var c = Call.of("conv");
    return Windows.convolution(c, c.in(x), c.constant(w), Optional.of(c.constant(b)), sliding);
  }

  public static Traced conv(Traced x, Traced w, Sliding sliding) {
    var c = Call.of("conv");
    return Windows.convolution(c, c.in(x), c.in(w), Optional.empty(), sliding);
  }

  public static Traced conv(Traced x, Traced w, Traced b, Sliding sliding) {
    var c = Call.of("conv");
    return Windows.convolution(c, c.in(x), c.in(w), Optional.of(c.in(b)), sliding);
  }

  /// The rows of `table` that `ids`, i64 or i32, name; one outside of the table is an error of the run.
  ///
  /// @param table [rows, features]
  /// @return the shape of `ids`, then features
  public static Traced embedding(Tensor table, Traced ids) {
    return Tensors.constant(table).gather(0, ids);
  }

  public static Traced embedding(Traced table, Traced ids) {
    return table.gather(0, ids);
  }

  // ---- pools ------------------------------------------------------------------------------------------------------

  /// The largest element under a window that moves by its own size, and leaves out a rest.
  public static Traced maxPool(Traced x, long... window) {
    return maxPool(x, Sliding.VALID.stride(window), window);
  }

  /// The largest element under a window.
  public static Traced maxPool(Traced x, Sliding sliding, long... window) {
    var c = Call.of("maxPool");
    var v = c.in(x);
    return c.out(Windows.pool(c, v, ScalarFn.MAX, Windows.window(c, v, ScalarFn.MAX, sliding, window)));
  }

  /// The mean under a window that moves by its own size, and leaves out a rest.
  public static Traced avgPool(Traced x, long... window) {
    return avgPool(x, Sliding.VALID.stride(window), window);
  }

  /// The mean of those elements under a window that are not padding.
  public static Traced avgPool(Traced x, Sliding sliding, long... window) {
    var c = Call.of("avgPool");
    var v = c.in(x);
    return c.out(Windows.average(c, v, Windows.window(c, v, ScalarFn.SQRT, sliding, window)));
  }

  // ---- normalisations ---------------------------------------------------------------------------------------------

  /// Mean 0 and variance 1 over the last axes, as many as `scale` has; then `* scale + bias`.
  public static Traced layerNorm(Traced x, Tensor scale, Tensor bias, double epsilon) {
    return layerNorm(x, Tensors.constant(scale), Tensors.constant(bias), epsilon);
  }

  public static Traced layerNorm(Traced x, Traced scale, Traced bias, double epsilon) {
    var c = Call.of("layerNorm");
    var v = c.in(x);
    int axis = Norms.lastAxes(c, v, c.in(scale), c.in(bias));
    return c.out(LayerNormalization.of(
        c.builder(), v, c.in(scale), Optional.of(c.in(bias)), axis, epsilon, Norms.stage(v)));
  }

  /// The root mean square 1 over the last axes, as many as `scale` has; then `* scale`.
  public static Traced rmsNorm(Traced x, Tensor scale, double epsilon) {
    return rmsNorm(x, Tensors.constant(scale), epsilon);
  }

  public static Traced rmsNorm(Traced x, Traced scale, double epsilon) {
    var c = Call.of("rmsNorm");
    var v = c.in(x);
    int axis = Norms.lastAxes(c, v, c.in(scale));
    return c.out(RmsNormalization.of(c.builder(), v, c.in(scale), axis, epsilon, Norms.stage(v)));
  }

  /// `(x - mean) / sqrt(variance + epsilon) * scale + bias` with one number of each for each channel, from training.
  public static Traced batchNorm(
      Traced x, Tensor scale, Tensor bias, Tensor mean, Tensor variance, double epsilon) {
    return batchNorm(x, Tensors.constant(scale), Tensors.constant(bias), Tensors.constant(mean),
        Tensors.constant(variance), epsilon);
  }

  public static Traced batchNorm(
      Traced x, Traced scale, Traced bias, Traced mean, Traced variance, double epsilon) {
    var c = Call.of("batchNorm");
    var v = c.in(x);
    var each = c.in(List.of(scale, bias, mean, variance));
    Norms.requirePerChannel(c, v, List.of("scale", "bias", "mean", "variance"), each);
    return c.out(BatchNormalization.of(
        c.builder(), v, each.get(0), each.get(1), each.get(2), each.get(3), epsilon));
  }

  /// Mean 0 and variance 1 over each of some groups of adjacent channels; then `* scale + bias`, one number of each for
  /// each channel. With as many groups as channels it is the instance normalisation.
  public static Traced groupNorm(Traced x, int groups, Tensor scale, Tensor bias, double epsilon) {
    return groupNorm(x, groups, Tensors.constant(scale), Tensors.constant(bias), epsilon);
  }

  public static Traced groupNorm(Traced x, int groups, Traced scale, Traced bias, double epsilon) {
    var c = Call.of("groupNorm");
    var v = c.in(x);
    var each = c.in(List.of(scale, bias));
    Norms.requirePerChannel(c, v, List.of("scale", "bias"), each);
    Norms.requireGroups(c, v, groups);
    return c.out(GroupNormalization.of(
        c.builder(), v, each.getFirst(), each.getLast(), groups, epsilon, Norms.stage(v)));
  }

  // ---- attention --------------------------------------------------------------------------------------------------

  /// `softmax(q kᵀ / sqrt(size)) v`, where each query looks at all keys.
  ///
  /// @param q [batch, heads, queries, size]
  /// @param k [batch, heads, keys, size]; its heads may be fewer than those of `q`, which they then divide
  /// @param v [batch, heads, keys, features]
  /// @return [batch, heads, queries, features]
  public static Traced attention(Traced q, Traced k, Traced v) {
    return Attending.of(Call.of("attention"), q, k, v, Optional.empty(), false);
  }

  /// [#attention(Traced, Traced, Traced)] under a mask that broadcasts to [batch, heads, queries, keys]: bools say
  /// which keys a query may look at; floats are added to the scores, -inf forbids. A query that may look at nothing
  /// gives 0.
  public static Traced attention(Traced q, Traced k, Traced v, Traced mask) {
    return Attending.of(Call.of("attention"), q, k, v, Optional.of(mask), false);
  }

  /// [#attention(Traced, Traced, Traced)] where a query looks at its own key and those before it; the last query
  /// belongs to the last key.
  public static Traced causalAttention(Traced q, Traced k, Traced v) {
    return Attending.of(Call.of("causalAttention"), q, k, v, Optional.empty(), true);
  }

  /// [batch, length, heads * size] as [batch, heads, length, size].
  public static Traced splitHeads(Traced x, int heads) {
    if (x.rank() != 3 || heads < 1 || x.dim(2).constant().orElse(0) % heads != 0) {
      throw Call.of("splitHeads").error("The heads do not divide the last axis.", heads + " heads of " + x.type(),
          "[batch, length, heads * size]");
    }
    return x.reshape(x.dim(0), x.dim(1), heads, x.dim(2).floorDiv(heads)).transpose(0, 2, 1, 3);
  }

  /// Undoes [#splitHeads].
  public static Traced mergeHeads(Traced x) {
    if (x.rank() != 4) {
      throw Call.of("mergeHeads").error("A tensor has no heads.", x.type(), "[batch, heads, length, size]");
    }
    return x.transpose(0, 2, 1, 3).flatten(2);
  }
}
