package io.sinter.ir.kernel;

import io.sinter.runtime.CompilerBug;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The work items of a group while the interpreter runs them one after the other: which of them runs, between which
/// barriers, and the registers that they keep from one LOCAL loop to the next.
final class Items {
  /// Stands for all items: what they do alike.
  static final int ALL = -1;

  private final int count;
  private final Set<String> kept = new HashSet<>();
  private final Map<Local, Register[]> registers = new HashMap<>();
  private int item = ALL;
  private int phase = 1;
  private int groupStart = 1;

  Items(Kernel.Flat kernel) {
    this.count = kernel.items();
    var read = new HashSet<String>();
    kernel.body().forEach(s -> {
      if (s instanceof Stmt.Loop l && l.label() == Label.LOCAL) {
        read.addAll(LocalFlow.readFromBefore(l.body()));
        kept.addAll(LocalFlow.set(l.body()));
      }
    });
    kept.retainAll(read);
  }

  /// The item that runs, or [#ALL].
  int item() {
    return item;
  }

  /// Grows with each barrier and each group.
  int phase() {
    return phase;
  }

  /// The phase in which the group began.
  int groupStart() {
    return groupStart;
  }

  void barrier() {
    phase++;
  }

  void group() {
    phase++;
    groupStart = phase;
  }

  /// The loop whose iterations are items.
  ///
  /// @param current where the running item has its locals
  Step loop(Stmt.Loop l, long[] values, int slot, Step body, Map<Local, Register> current) {
    var before = swaps(l, LocalFlow.readFromBefore(l.body()), current);
    var after = swaps(l, LocalFlow.set(l.body()), current);
    int extent = (int) l.extent().asLong();
    return () -> {
      for (int i = 0; i < extent; i++) {
        item = i;
        values[slot] = i;
        for (var s : before) {
          copy(s.kept()[i], s.current());
        }
        body.run();
        for (var s : after) {
          copy(s.current(), s.kept()[i]);
        }
      }
      item = ALL;
    };
  }

  private record Swap(Register current, Register[] kept) {}

  private List<Swap> swaps(Stmt.Loop l, Set<String> names, Map<Local, Register> current) {
    var swaps = new ArrayList<Swap>();
    for (var e : current.entrySet()) {
      var local = e.getKey();
      if (names.contains(local.name()) && kept.contains(local.name())) {
        swaps.add(new Swap(e.getValue(), registers.computeIfAbsent(local, x -> {
          var all = new Register[count];
          for (int i = 0; i < count; i++) {
            all[i] = Register.of(x.type(), x.lanes());
          }
          return all;
        })));
      }
    }
    return swaps;
  }

  private static void copy(Register from, Register to) {
    System.arraycopy(from.lanes(), 0, to.lanes(), 0, to.count());
  }

  /// What is known of the items that touch a buffer, where kernels have several.
  Optional<Sharing> sharing(Buffer buffer) {
    return count == 1 || buffer.role() == Buffer.Role.IN ? Optional.empty() : Optional.of(new Sharing(buffer, this));
  }

  CompilerBug race(Memory.Access access, String buffer, int at, int other) {
    return new CompilerBug("kernel " + access.kernel(), name(item) + " and " + name(other) + " meet in element " + at
        + " of " + buffer + " without a barrier, in: " + KernelText.header(access.statement()));
  }

  private static String name(int item) {
    return item == ALL ? "all items" : item == Sharing.SEVERAL ? "several items" : "item " + item;
  }
}
