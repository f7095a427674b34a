package io.sinter.ir.kernel;

import io.sinter.ir.kernel.KernelVerifier.Scope;

/// What [KernelVerifier] asks of flat kernels whose groups have several work items.
final class ItemRules {
  private final KernelVerifier verifier;
  private final boolean several;

  ItemRules(KernelVerifier verifier, Kernel kernel) {
    this.verifier = verifier;
    this.several = kernel instanceof Kernel.Flat f && hasLocal(f.body());
  }

  private static boolean hasLocal(Stmt s) {
    return s instanceof Stmt.Loop l && l.label() == Label.LOCAL || s.children().stream().anyMatch(ItemRules::hasLocal);
  }

  /// @param inner what is visible in the loop's body
  void enter(Stmt.Loop l, Scope inner) {
    if (!several || l.label() != Label.LOCAL) {
      return;
    }
    long extent = l.extent().constant().orElse(0);
    verifier.require(extent > 0 && extent <= Integer.MAX_VALUE, KernelRule.ITEMS, "the extent is " + l.extent());
    verifier.require(inner.items == 0, KernelRule.ITEMS, "there is a local loop inside a local loop");
    inner.items = (int) extent;
  }

  void barrier(Scope scope) {
    verifier.require(several && scope.items == 0, KernelRule.ITEMS, "there is a barrier where not all items are");
  }

  void outline(Stmt.Outline o) {
    verifier.require(!several || !hasLocal(o), KernelRule.ITEMS, "there is a local loop in an outlined part");
  }

  void put(Scope scope) {
    verifier.require(!several || scope.items > 0, KernelRule.ITEMS, "all items write");
  }

  void set(Local local, Scope scope) {
    if (!several) {
      return;
    }
    var known = scope.registers.get(local.name());
    boolean visible = scope.locals.containsKey(local.name());
    verifier.require(!visible || (scope.items > 0) == (known != null), KernelRule.REGISTERS,
        "'" + local.name() + "' is set " + (scope.items > 0 ? "outside" : "inside") + " of local loops too");
    if (scope.items > 0) {
      scope.registers.merge(local.name(), scope.items, Math::max);
    }
  }

  void read(Local local, Scope scope) {
    var known = scope.registers.get(local.name());
    if (known != null) {
      verifier.require(scope.items > 0, KernelRule.REGISTERS, "'" + local.name() + "' is a register of items");
      verifier.require(scope.items <= known, KernelRule.REGISTERS,
          "'" + local.name() + "' is set by " + known + " items and read by " + scope.items);
    }
  }
}
