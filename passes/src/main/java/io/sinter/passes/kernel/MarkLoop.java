package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.HashSet;

/// [Step.Mark].
final class MarkLoop {
  private MarkLoop() {}

  static Stmt apply(Step.Mark step, Stmt body) {
    return step.label() == Label.LOCAL && isReduced(step.axis(), body) ? body.map(s -> lanes(step.axis(), s))
        : loops(step, body);
  }

  private static boolean isReduced(String axis, Stmt s) {
    return s instanceof Stmt.Reduce r && r.axis().equals(axis)
        || s.children().stream().anyMatch(c -> isReduced(axis, c));
  }

  /// The lanes of a reduction become work items.
  private static Stmt lanes(String axis, Stmt s) {
    return s instanceof Stmt.Reduce r && r.axis().equals(axis)
        ? new Stmt.Reduce(r.local(), r.init(), r.fold(), axis, r.extent(), r.lanes(), Label.LOCAL, r.body()) : s;
  }

  private static Stmt loops(Step.Mark step, Stmt body) {
    return OnLoop.apply(step.axis(), body, loop -> {
      switch (step.label()) {
        case SERIAL -> {}
        case UNROLL -> {
          checkConstant(loop, step.label());
          if (!Carried.by(loop).locals().isEmpty()) {
            checkStraight(loop);
          } else {
            checkOwnStores(loop, step.label());
          }
        }
        case VECTOR, LOCAL -> {
          checkConstant(loop, step.label());
          checkIndependent(loop, step.label());
        }
        case LANE, GROUP -> checkIndependent(loop, step.label());
      }
      return new Stmt.Loop(loop.axis(), loop.extent(), step.label(), loop.body());
    });
  }

  private static void checkConstant(Stmt.Loop loop, Label label) {
    if (loop.extent().constant().isEmpty()) {
      throw new StepError(
          "the extent " + loop.extent() + " of " + loop.axis() + " is not a constant, as " + label + " needs");
    }
  }

  private static void checkIndependent(Stmt.Loop loop, Label label) {
    if (!Carried.by(loop).locals().isEmpty()) {
      throw new StepError(loop.axis() + " carries a reduction, whose order is fixed when the kernel is computed");
    }
    checkOwnStores(loop, label);
  }

  /// Iterations that run side by side must not write the same element; only groups and work items have scratch buffers
  /// of their own. What items write together does not depend on the iteration.
  private static void checkOwnStores(Stmt.Loop loop, Label label) {
    var scratch = new HashSet<>(Carried.privateTo(loop));
    if (label != Label.GROUP && label != Label.LOCAL) {
      var depending = Dependence.names(loop.body(), loop.axis());
      scratch.removeIf(b -> !ItemScratch.isWrittenTogether(b, loop.body(), depending));
    }
    if (loop.extent().range(Dim.Ranges.NONE).high() > 1) {
      Carried.shared(loop.body(), loop.axis(), scratch).ifPresent(x -> {
        throw new StepError("all iterations of " + loop.axis() + " write the same elements of " + x.buffer());
      });
    }
  }

  /// Unrolled iterations of a reduction keep their order only when nothing but assignments stands in them.
  private static void checkStraight(Stmt.Loop loop) {
    loop.body().forEach(s -> {
      switch (s) {
        case Stmt.Set _, Stmt.Block _, Stmt.Store _, Stmt.Take _ -> {}
        case Stmt.Loop l when l.label() == Label.UNROLL -> {}
        case Stmt.Loop _, Stmt.If _, Stmt.Outline _, Stmt.Reduce _, Stmt.Bind _, Stmt.Put _, Stmt.Barrier _ ->
            throw new StepError(
            loop.axis() + " carries a reduction around other loops, whose order is fixed");
      }
    });
  }
}
