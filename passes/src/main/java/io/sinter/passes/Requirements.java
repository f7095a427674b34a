package io.sinter.passes;

import io.sinter.ir.Assert;
import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Requirement;
import io.sinter.runtime.Requirement.Relation;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the ops of a function require of sizes that are known only at run time: type rules reject what can never be,
/// and take for granted what may be. Each becomes a check of the program; what always holds is left out.
final class Requirements {
  /// The most elements that a tensor may have: what a Java array holds.
  private static final Dim MOST = Dim.of(Integer.MAX_VALUE - 8);

  private record Fact(Dim left, Relation relation, Dim right, Dim unless) {}

  private final Map<Fact, Requirement> found = new LinkedHashMap<>();
  /// The sizes that data gives.
  private final Set<String> bound = new HashSet<>();
  private String origin = "";

  private Requirements() {}

  /// Those of the ops in the function itself; bodies of control ops have their own.
  static List<Requirement> of(Function function) {
    var requirements = new Requirements();
    for (var v : function.body()) {
      requirements.visit(v);
    }
    return List.copyOf(requirements.found.values());
  }

  /// What data makes large need not lie in memory to take for ever.
  private void countable(Value v) {
    boolean grows = v.op() instanceof Op.Broadcast || v.op() instanceof Op.Pad || v.op() instanceof Counting.Iota;
    var elements = v.type().shape().elements();
    if (grows && bound.stream().anyMatch(elements::mentions)) {
      require(elements, Relation.AT_MOST, MOST, Dim.ONE, "A tensor has too many elements.");
    }
  }

  private void visit(Value v) {
    origin = v.origin().toString();
    if (v.op() instanceof Op.Bind b) {
      bound.add(b.symbol());
    }
    countable(v);
    switch (v.op()) {
      case Op.Broadcast b -> broadcast(b);
      case Op.Reshape r -> require(r.x().type().shape().elements(), Relation.EQUAL, r.shape().elements(), Dim.ONE,
          "A reshape changes the number of elements.");
      case Op.Slice s -> slice(s);
      case Op.Concatenate c -> concatenate(c);
      case Op.DotGeneral d -> {
        for (int i = 0; i < d.lhsBatch().size(); i++) {
          paired(d, d.lhsBatch().get(i), d.rhsBatch().get(i));
        }
        for (int i = 0; i < d.lhsContracting().size(); i++) {
          paired(d, d.lhsContracting().get(i), d.rhsContracting().get(i));
        }
      }
      case Op.Convolution c -> require(c.x().type().dim(1), Relation.EQUAL, c.w().type().dim(1).times(c.groups()),
          Dim.ONE, "A convolution has another number of channels than its weights.");
      case Indexed.Scatter s -> {
        for (int i = 0; i < s.window().rank(); i++) {
          require(s.updates().type().dim(i), Relation.EQUAL, s.window().get(i), Dim.ONE,
              "A scatter has another number of updates than of places.");
        }
      }
      case Indexed.Gather g -> {
        for (int k = 0; k < g.axes().size(); k++) {
          if (!isAsserted(g.indices().get(k))) {
            require(Dim.ONE, Relation.AT_MOST, g.x().type().dim(g.axes().get(k)), g.type().shape().elements(),
                "A gather reads from an axis without elements.");
          }
        }
      }
      case Op.Parameter _, Op.Constant _, Counting _, Op.Elementwise _, Op.Transpose _, Op.Pad _, Op.Reduce _,
           Op.CumulativeReduce _, Op.ReduceWindow _, Op.Relayout _, Op.Composite _, Control _, Op.Project _,
           Op.Bind _ -> { }
    }
  }

  /// Whether each element is computed from one of which something is asserted.
  private static boolean isAsserted(Value v) {
    var seen = new HashSet<Value>();
    var next = new ArrayList<>(List.of(v));
    while (!next.isEmpty()) {
      var x = next.removeLast();
      if (x.op() instanceof Assert) {
        return true;
      }
      if ((x.op() instanceof Op.Elementwise || x.op() instanceof Op.View) && seen.add(x)) {
        next.addAll(x.op().operands());
      }
    }
    return false;
  }

  private void require(Dim left, Relation relation, Dim right, Dim unless, String sentence) {
    var holds = switch (relation) {
      case EQUAL -> left.equalTo(right);
      case BROADCAST -> left.isConstant(1) ? Truth.YES : left.equalTo(right);
      case AT_MOST -> left.atMost(right);
    };
    if (holds != Truth.YES && !unless.isConstant(0)) {
      found.putIfAbsent(new Fact(left, relation, right, unless),
          new Requirement(left, relation, right, unless, sentence, origin));
    }
  }

  private void broadcast(Op.Broadcast b) {
    for (int i = 0; i < b.axes().size(); i++) {
      require(b.x().type().dim(i), Relation.BROADCAST, b.shape().get(b.axes().get(i)), Dim.ONE,
          "A size does not broadcast.");
    }
  }

  private void slice(Op.Slice s) {
    var many = s.sizes().elements();
    for (int i = 0; i < s.sizes().rank(); i++) {
      var first = s.start().get(i);
      var last = first.plus(s.sizes().get(i).minus(1).times(s.strides().get(i)));
      for (var at : List.of(first, last)) {
        require(Dim.ZERO, Relation.AT_MOST, at, many, "A slice reads outside of its operand.");
        require(at.plus(1), Relation.AT_MOST, s.x().type().dim(i), many, "A slice reads outside of its operand.");
      }
    }
  }

  private void concatenate(Op.Concatenate c) {
    var first = c.args().getFirst().type();
    for (var x : c.args()) {
      for (int i = 0; i < first.rank(); i++) {
        if (i != c.axis()) {
          require(x.type().dim(i), Relation.EQUAL, first.dim(i), Dim.ONE,
              "The parts of a concatenation have different sizes.");
        }
      }
    }
  }

  private void paired(Op.DotGeneral d, int left, int right) {
    require(d.lhs().type().dim(left), Relation.EQUAL, d.rhs().type().dim(right), Dim.ONE,
        "The factors of a matrix product do not fit.");
  }
}
