package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.Map;

/// [Step.Split].
final class SplitLoop {
  private SplitLoop() {}

  static Stmt apply(Step.Split step, Stmt body) {
    OnLoop.checkFree(step.outer(), body);
    OnLoop.checkFree(step.inner(), body);
    OnLoop.checkFree(step.rest(), body);
    return OnLoop.apply(step.axis(), body, loop -> split(loop, step));
  }

  private static Stmt split(Stmt.Loop loop, Step.Split step) {
    var extent = loop.extent();
    long by = step.by();
    var rest = extent.mod(by);
    if (rest.isConstant(0)) {
      return whole(loop, step, extent.floorDiv(by), Dim.symbol(step.outer()).times(by), Dim.of(by));
    }
    var full = extent.floorDiv(by);
    var outer = Dim.symbol(step.outer());
    return switch (step.tail()) {
      case EXACT -> throw new StepError(by + " does not divide the extent " + extent + " of " + loop.axis());
      case OVERLAP -> {
        checkOverlap(loop, by);
        yield whole(loop, step, extent.ceilDiv(by), outer.times(by).min(extent.minus(by)), Dim.of(by));
      }
      case RAGGED -> whole(
          loop, step, extent.ceilDiv(by), outer.times(by), extent.minus(outer.times(by)).min(Dim.of(by)));
      case PEEL -> full.isConstant(0) ? guarded(loop, step) : Stmt.block(
          whole(loop, step, full, outer.times(by), Dim.of(by)), 
          rest.constant().isPresent() ? guarded(loop, step) : new Stmt.If(rest, guarded(loop, step)));
      case SINGLE -> Stmt.block(whole(loop, step, full, outer.times(by), Dim.of(by)), singly(loop, step));
      case GUARD -> {
        var guarded = new Stmt.Loop(loop.axis(), extent, loop.label(), new Stmt.If(
            extent.minus(Dim.symbol(loop.axis())), loop.body()));
        yield whole(guarded, step, extent.ceilDiv(by), outer.times(by), Dim.of(by));
      }
      case CLAMP -> {
        checkClamp(loop);
        yield whole(new Stmt.Loop(loop.axis(), extent, loop.label(), clamped(loop)), step, extent.ceilDiv(by),
            outer.times(by), Dim.of(by));
      }
      case CHOOSE -> choice(loop, step, guarded(loop, step));
      case HALVE -> choice(loop, step, halves(loop, step));
    };
  }

  private static Stmt choice(Stmt.Loop loop, Step.Split step, Stmt last) {
    var full = loop.extent().floorDiv(step.by());
    var outer = Dim.symbol(step.outer());
    return new Stmt.Loop(step.outer(), loop.extent().ceilDiv(step.by()), loop.label(),
        full.isConstant(0) ? last : Stmt.block(
            new Stmt.If(full.minus(outer), inner(loop, step, outer.times(step.by()), Dim.of(step.by()))),
            new Stmt.If(outer.plus(1).minus(full), last)));
  }

  private static Stmt whole(Stmt.Loop loop, Step.Split step, Dim blocks, Dim start, Dim size) {
    return new Stmt.Loop(step.outer(), blocks, loop.label(), inner(loop, step, start, size));
  }

  private static Stmt inner(Stmt.Loop loop, Step.Split step, Dim start, Dim size) {
    var at = Map.of(loop.axis(), start.plus(Dim.symbol(step.inner())));
    return new Stmt.Loop(step.inner(), size, Label.SERIAL, OnLoop.substitute(loop.body(), at));
  }

  /// The last, incomplete block.
  private static Stmt guarded(Stmt.Loop loop, Step.Split step) {
    var rest = loop.extent().mod(step.by());
    var index = Dim.symbol(step.inner());
    var at = Map.of(loop.axis(), loop.extent().minus(rest).plus(index));
    return new Stmt.Loop(step.inner(), Dim.of(step.by()), Label.SERIAL,
        new Stmt.If(rest.minus(index), OnLoop.substitute(loop.body(), at)));
  }

  /// The last, incomplete block, in pieces.
  private static Stmt halves(Stmt.Loop loop, Step.Split step) {
    var rest = loop.extent().mod(step.by());
    var pieces = new ArrayList<Stmt>();
    for (long size = Long.highestOneBit(step.by() - 1); size > 0; size /= 2) {
      var left = rest.mod(2 * size);
      var piece = inner(loop, step, loop.extent().minus(left), Dim.of(size));
      if (left.range(symbol -> Dim.Range.SIZE).high() >= size) {
        pieces.add(new Stmt.If(left.floorDiv(size), piece));
      }
    }
    return new Stmt.Block(pieces);
  }

  /// The iterations of the last, incomplete block.
  private static Stmt singly(Stmt.Loop loop, Step.Split step) {
    var rest = loop.extent().mod(step.by());
    var at = Map.of(loop.axis(), loop.extent().minus(rest).plus(Dim.symbol(step.rest())));
    return new Stmt.Loop(step.rest(), rest, loop.label(), OnLoop.substitute(loop.body(), at));
  }

  /// The body with the last index for all beyond, stores guarded instead.
  private static Stmt clamped(Stmt.Loop loop) {
    var index = Dim.symbol(loop.axis());
    var name = "`" + loop.axis();
    var stored = Dim.symbol(name);
    var guarded = loop.body().map(s -> s instanceof Stmt.Store x ? new Stmt.If(loop.extent().minus(stored),
        new Stmt.Store(x.buffer(), x.at().stream().map(OnLoop.substitution(Map.of(loop.axis(), stored))).toList(),
            x.value())) : s);
    var clamped = OnLoop.substitute(guarded, Map.of(loop.axis(), index.min(loop.extent().minus(1))));
    return OnLoop.substitute(clamped, Map.of(name, index));
  }

  private static void checkClamp(Stmt.Loop loop) {
    if (!Carried.by(loop).locals().isEmpty()) {
      throw new StepError(loop.axis() + " is a reduction, and no iteration of it may run twice");
    }
    var own = Carried.privateTo(loop);
    if (!own.isEmpty()) {
      throw new StepError("iterations of " + loop.axis() + " store and read " + String.join(", ", own)
          + ", and those beyond the end would not store");
    }
  }

  private static void checkOverlap(Stmt.Loop loop, long by) {
    if (loop.extent().atMost(Dim.of(by - 1)) == Truth.YES) {
      throw new StepError("the extent " + loop.extent() + " of " + loop.axis() + " is below " + by);
    }
    var carried = Carried.by(loop);
    if (!carried.locals().isEmpty()) {
      throw new StepError(loop.axis() + " is a reduction, and no iteration of it may run twice");
    }
    if (!carried.buffers().isEmpty()) {
      throw new StepError("iterations of " + loop.axis() + " overwrite what they read in "
          + String.join(", ", carried.buffers()) + ", and none of them may run twice");
    }
  }
}
