package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// Gives the forms of one kernel the same arrays and parameters, so that one launch serves them all.
///
/// The extents of the loops in outlined methods become parameters, and that of the loop that all work of a group is in,
/// where each form has the same and no branch. A rehearsal gives 1 for each, so that a call takes every branch of the
/// kernel but little time, and the JVM compiles the method before the first long run.
public final class CommonLaunch {
  /// @param forms their last parameters, one for each extent, only bound loops; any smaller value stays in bounds
  /// @param extents what a launch gives for them
  public record Rehearsable(List<Kernel.Flat> forms, List<Dim> extents) {
    public Rehearsable {
      forms = List.copyOf(forms);
      extents = List.copyOf(extents);
    }
  }

  private final List<String> known;
  private final boolean alike;
  private final List<Dim> extents = new ArrayList<>();

  /// @param alike whether the loops that all work of a group is in are the same in all forms
  private CommonLaunch(List<String> known, boolean alike) {
    this.known = known;
    this.alike = alike;
  }

  /// @param forms of one kernel, which differ in their bodies and scratch buffers only
  public static Rehearsable of(List<Kernel.Flat> forms) {
    var around = forms.stream().map(f -> around(f.body()).map(Stmt.Loop::extent)).distinct().toList();
    var launch = new CommonLaunch(forms.getFirst().parameters(), around.size() == 1 && around.getFirst().isPresent());
    var bodies = forms.stream().map(f -> launch.parametrize(f.body())).toList();
    var parameters = new ArrayList<>(launch.known);
    for (int i = 0; i < launch.extents.size(); i++) {
      parameters.add(name(i));
    }
    var buffers = new LinkedHashSet<Buffer>();
    forms.forEach(f -> f.buffers().stream().filter(CommonLaunch::isGiven).forEach(buffers::add));
    forms.forEach(f -> buffers.addAll(f.buffers()));
    var all = new ArrayList<Kernel.Flat>();
    for (int i = 0; i < forms.size(); i++) {
      all.add(new Kernel.Flat(forms.get(i).name(), parameters, List.copyOf(buffers), bodies.get(i)));
    }
    return new Rehearsable(all, launch.extents);
  }

  private static boolean isGiven(Buffer b) {
    return b.role() == Buffer.Role.IN || b.role() == Buffer.Role.OUT;
  }

  private static String name(int index) {
    return "extent" + index;
  }

  /// The only loop of a group's body that is in no other, if there is no branch in it.
  private static Optional<Stmt.Loop> around(Stmt kernel) {
    if (!(kernel instanceof Stmt.Loop group) || group.label() != Label.GROUP) {
      return Optional.empty();
    }
    var parts = group.body() instanceof Stmt.Block b ? b.parts() : List.of(group.body());
    var loops = parts.stream().filter(p -> !(p instanceof Stmt.Bind)).toList();
    if (loops.size() != 1 || !(loops.getFirst() instanceof Stmt.Loop loop)) {
      return Optional.empty();
    }
    var branches = new boolean[1];
    loop.forEach(s -> branches[0] |= s instanceof Stmt.If || s instanceof Stmt.Outline);
    return branches[0] ? Optional.empty() : Optional.of(loop);
  }

  private Stmt parametrize(Stmt body) {
    var whole = alike ? around(body).map(Stmt.Loop::axis) : Optional.<String>empty();
    return body.map(s -> s instanceof Stmt.Outline o ? new Stmt.Outline(o.name(), o.body().map(this::bounded))
        : s instanceof Stmt.Loop l && whole.isPresent() && l.axis().equals(whole.get()) ? bounded(s) : s);
  }

  private Stmt bounded(Stmt s) {
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
