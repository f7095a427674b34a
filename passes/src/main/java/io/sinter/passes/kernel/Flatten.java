package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Stmt;
import io.sinter.ir.kernel.Target;
import java.util.Comparator;

/// Scheduled to flat: what every backend understands, with the same bits for every vector width.
///
/// Scalar functions become primitives, lane reductions accumulators, UNROLL and VECTOR loops copies of their bodies,
/// logical indices array positions that are named where they become known, and repeated values are named once. What
/// work items do is cut at what they share, with barriers in between.
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
      if (s instanceof Stmt.Loop l && (l.label() == Label.LANE || l.label() == Label.LOCAL && !target.hasItems())) {
        throw new IllegalArgumentException(
            "kernel " + kernel.name() + ": target " + target.name() + " has no " + l.label() + " loops");
      }
    });
    var names = Names.of(kernel);
    var expanded = new Kernel.Scheduled(kernel.name(), kernel.parameters(), kernel.buffers(), ExpandScalars.in(
        OrderedBits.in(ClampedRounds.in(kernel.body()), names), RowMaxima.of(kernel), names));
    // reductions see where scratch lies, and bring some of their own
    var reduced = ItemScratch.in(new LowerReductions(ItemScratch.in(expanded), target, names).lower());
    var body = new Jam(reduced, target, names).jam();
    body = UniqueNames.in(body, names);
    body = PlaceBarriers.in(SpreadItems.in(body, names));
    if (!target.hasItems()) {
      body = OutlineParts.in(body, names);
    }
    body = HoistInvariants.in(body, names);
    body = Hoist.in(body, names);
    body = NameRepeated.in(body, names);
    var buffers = reduced.buffers().stream().sorted(Comparator.comparing(
        b -> b.role() == Buffer.Role.IN || b.role() == Buffer.Role.OUT ? Buffer.Role.OUT : b.role())).toList();
    return limited(new Kernel.Flat(kernel.name(), kernel.parameters(), buffers, body), target.group());
  }

  private static Kernel.Flat limited(Kernel.Flat flat, Target.Group group) {
    long shared = flat.buffers().stream().filter(b -> b.role() == Buffer.Role.SHARED)
        .mapToLong(b -> b.layout().size().asLong() * b.type().bytes()).sum();
    if (flat.items() > group.items() || shared > group.shared()) {
      throw new IllegalArgumentException("kernel " + flat.name() + ": " + flat.items() + " items and " + shared
          + " bytes of shared memory, of " + group.items() + " and " + group.shared());
    }
    return flat;
  }
}
