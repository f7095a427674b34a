package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Stmt;
import io.sinter.ir.kernel.Target;

/// Scheduled to flat: what every backend understands, with the same bits for every vector width.
///
/// Scalar functions become primitives, lane reductions accumulators, UNROLL and VECTOR loops copies of their bodies,
/// logical indices array positions that are named where they become known, and repeated values are named once.
public final class Flatten {
  private Flatten() {}

  /// @throws IllegalArgumentException when a loop's label does not fit where it stands, or lanes would touch elements
  ///     that do not lie side by side; the message names the kernel and the loop or access
  public static Kernel.Flat flatten(Kernel.Scheduled kernel, Target target) {
    kernel.body().forEach(s -> {
      if (s instanceof Stmt.Loop l && l != kernel.body() && l.label() == Label.GROUP) {
        throw new IllegalArgumentException(
            "kernel " + kernel.name() + ": GROUP loop " + l.axis() + " is not the outermost statement");
      }
      if (s instanceof Stmt.Loop l && (l.label() == Label.LANE || l.label() == Label.LOCAL)) {
        throw new IllegalArgumentException(
            "kernel " + kernel.name() + ": target " + target.name() + " has no " + l.label() + " loops");
      }
    });
    var names = Names.of(kernel);
    var expanded = new Kernel.Scheduled(
        kernel.name(), kernel.parameters(), kernel.buffers(), ExpandScalars.in(kernel.body(), names));
    var reduced = new LowerReductions(expanded, target, names).lower();
    var body = new Jam(reduced, target, names).jam();
    body = UniqueNames.in(body, names);
    body = OutlineParts.in(body, names);
    body = HoistInvariants.in(body, names);
    body = Hoist.in(body, names);
    body = NameRepeated.in(body, names);
    return new Kernel.Flat(kernel.name(), kernel.parameters(), reduced.buffers(), body);
  }
}
