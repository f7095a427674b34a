package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.List;

/// Turns the extents of the loops in outlined methods into parameters. A rehearsal gives 1 for each, so that a call
/// takes every branch of the kernel but little time, and the JVM compiles the method before the first long run. Kernels
/// that differ in these extents only become equal.
public final class ExtentParameters {
  /// @param kernel its last parameters, one for each extent, only bound loops; any smaller value stays in bounds
  /// @param extents what a launch gives for them
  public record Rehearsable(Kernel.Flat kernel, List<Dim> extents) {
    public Rehearsable {
      extents = List.copyOf(extents);
    }
  }

  private final List<String> known;
  private final List<Dim> extents = new ArrayList<>();

  private ExtentParameters(List<String> known) {
    this.known = known;
  }

  public static Rehearsable of(Kernel.Flat kernel) {
    var pass = new ExtentParameters(kernel.parameters());
    var body = kernel.body().map(s -> s instanceof Stmt.Outline o
        ? new Stmt.Outline(o.name(), o.body().map(pass::parametrize)) : s);
    var parameters = new ArrayList<>(kernel.parameters());
    for (int i = 0; i < pass.extents.size(); i++) {
      parameters.add(name(i));
    }
    return new Rehearsable(new Kernel.Flat(kernel.name(), parameters, kernel.buffers(), body), pass.extents);
  }

  private static String name(int index) {
    return "extent" + index;
  }

  private Stmt parametrize(Stmt s) {
    if (!(s instanceof Stmt.Loop l) || l.label() != Label.SERIAL || !known.containsAll(l.extent().symbols())) {
      return s;
    }
    int index = extents.indexOf(l.extent());
    if (index < 0) {
      index = extents.size();
      extents.add(l.extent());
    }
    return new Stmt.Loop(l.axis(), Dim.symbol(name(index)), l.label(), l.body());
  }
}
