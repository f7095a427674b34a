package io.sinter.ir.kernel;

import io.sinter.ir.kernel.KernelVerifier.Scope;
import io.sinter.runtime.DType;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The part of [KernelVerifier] that holds the stages of a computed kernel to the rules.
final class StageRules {
  private final KernelVerifier verifier;
  private final Kernel.Computed kernel;
  private final Set<String> written = new HashSet<>();

  StageRules(KernelVerifier verifier, Kernel.Computed kernel) {
    this.verifier = verifier;
    this.kernel = kernel;
  }

  void check() {
    for (var s : kernel.stages()) {
      verifier.place = () -> KernelText.print(s).strip();
      var into = verifier.buffer(s.into());
      require(into.role() != Buffer.Role.IN, KernelRule.ROLES, "'" + s.into() + "' is an input");
      var scope = new Scope();
      scope.symbols.addAll(kernel.parameters());
      scope = axes(s.axes(), scope);
      if (s.update().isPresent()) {
        update(s, s.update().get(), into, scope);
      } else {
        var extents = s.axes().stream().map(Stage.Axis::extent).toList();
        require(new Shape(extents).equalTo(into.shape()) == Truth.YES, KernelRule.AXES,
            "'" + s.into() + "' is " + into.shape() + ", the stage has " + extents);
      }
      if (s.reduction().isPresent()) {
        reduction(s, s.reduction().get(), scope);
      } else {
        verifier.value(s.value(), scope);
      }
      element(s, into);
      values(s).forEach(this::reads);
      written.add(s.into());
    }
  }

  private void require(boolean holds, KernelRule rule, String found) {
    verifier.require(holds, rule, found);
  }

  private Scope axes(List<Stage.Axis> axes, Scope scope) {
    var inner = scope;
    for (var a : axes) {
      verifier.dim(a.extent(), inner);
      inner = verifier.axis(a.name(), inner);
    }
    return inner;
  }

  private void reduction(Stage s, Stage.Reduction r, Scope scope) {
    verifier.value(r.init(), r.acc(), scope);
    verifier.folds(r.fold(), r.acc(), r.order() instanceof Stage.Order.Lanes(int lanes) ? lanes : 1);
    boolean running = r.order() instanceof Stage.Order.Running;
    require(!running || r.axes().size() == 1 && s.axes().containsAll(r.axes()) && s.update().isEmpty(),
        KernelRule.RUNNING, "it runs over " + r.axes() + " of " + s.axes());
    var inner = running ? scope.copy() : axes(r.axes(), scope);
    verifier.set(r.acc(), inner);
    verifier.value(s.value(), r.acc(), inner);
  }

  private void update(Stage s, Stage.Update u, Buffer into, Scope scope) {
    require(into.role() == Buffer.Role.OUT && !written.contains(s.into()) && s.equals(kernel.stages().getLast()),
        KernelRule.UPDATES, "'" + s.into() + "' is no result that only the last stage writes");
    require(values(s).noneMatch(e -> mentions(e, s.into())), KernelRule.UPDATES, "'" + s.into() + "' is read");
    require(u.at().size() == into.shape().rank(), KernelRule.INDICES,
        "'" + s.into() + "' has " + into.shape().rank() + " axes and " + u.at().size() + " indices");
    u.at().forEach(e -> {
      verifier.value(e, scope);
      verifier.index(e);
    });
    u.combiner().ifPresent(fn -> verifier.folds(fn, Local.scalar(s.into(), into.type()), 1));
  }

  /// An update and a running reduction round to half floats themselves.
  private void element(Stage s, Buffer into) {
    var type = s.value().type();
    boolean half = into.type() == DType.F16 || into.type() == DType.BF16;
    boolean rounds = s.update().isPresent()
        || s.reduction().filter(r -> r.order() instanceof Stage.Order.Running).isPresent();
    require(type == into.type() || rounds && half && type == DType.F32, KernelRule.ELEMENTS,
        "'" + s.into() + "' holds " + into.type() + ", not " + type);
  }

  private static Stream<Expr> values(Stage s) {
    return Stream.of(Stream.of(s.value()), s.reduction().map(Stage.Reduction::init).stream(),
        s.update().stream().flatMap(u -> u.at().stream())).flatMap(values -> values);
  }

  private static boolean mentions(Expr e, String buffer) {
    boolean here = e instanceof Expr.Load l && l.buffer().equals(buffer)
        || e instanceof Expr.Pick p && p.buffer().equals(buffer);
    return here || e.children().stream().anyMatch(c -> mentions(c, buffer));
  }

  private void reads(Expr e) {
    switch (e) {
      case Expr.Load l -> reads(l.buffer());
      case Expr.Pick p -> reads(p.buffer());
      default -> {}
    }
    e.children().forEach(this::reads);
  }

  private void reads(String buffer) {
    require(verifier.buffer(buffer).role() == Buffer.Role.IN || written.contains(buffer), KernelRule.ROLES,
        "'" + buffer + "' is read before a stage writes it");
  }
}
