package io.sinter.runtime;

import io.sinter.runtime.Program.Donation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The arrays in which the donated outputs of one run lie: those of a state, or fresh ones that hold copies of the
/// donated inputs.
final class Loan {
  private final Program program;
  private final @Nullable State state;
  private final Rows[] rows;
  private final List<Tensor> inputs;
  private final @Nullable Object[] arrays;
  private final Sizes sizes;
  private final long[][] shapes;

  private Loan(Program program, @Nullable State state, List<Tensor> given, Sizes sizes) {
    this.program = program;
    this.sizes = sizes;
    this.state = state;
    this.rows = new Rows[program.donations().size()];
    this.inputs = new ArrayList<>(given);
    this.arrays = new Object[program.signature().outputs().size()];
    this.shapes = shapes();
  }

  /// All inputs of a run on a state.
  ///
  /// @param others those that are not donated
  static List<Tensor> merged(Program program, List<Tensor> others, State state) {
    var all = new ArrayList<>(others);
    for (int input = 0; input < program.signature().inputs().size(); input++) {
      for (int d = 0; d < program.donations().size(); d++) {
        if (program.donations().get(d).input() == input) {
          all.add(Math.min(input, all.size()), state.rows(d).within());
        }
      }
    }
    return all;
  }

  /// Binds the capacities.
  ///
  /// @param given all inputs, which fit
  /// @param values of the symbols; the capacities are added
  /// @throws ModelError when an output would have fewer rows than its input
  static Loan of(Program program, List<Tensor> given, long[] values, @Nullable State state) {
    var loan = new Loan(program, state, given, new Sizes(program.symbols(), values));
    loan.bindCapacities();
    return loan;
  }

  /// The shape of each donated output.
  private long[][] shapes() {
    var shapes = new long[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      var donation = program.donations().get(i);
      var port = program.signature().outputs().get(donation.output());
      var what = "output '" + port.name() + "'";
      var before = inputs.get(donation.input());
      var shape = InputCheck.tensorType(port).shape().dims().stream().mapToLong(d -> sizes.count(d, what)).toArray();
      var same = before.shape();
      same[donation.axis()] = shape[donation.axis()];
      if (!Arrays.equals(same, shape) || shape[donation.axis()] < before.dim(donation.axis())) {
        throw new ModelError(Problem.of("An output that goes on where an input ends does not fit it.").where(what)
            .given(TensorType.of(before.dtype(), shape)).expected("at least " + before.type()));
      }
      shapes[i] = shape;
    }
    return shapes;
  }

  /// Without a state there is room for as many rows as the longest output that shares the capacity has.
  private void bindCapacities() {
    var needed = new HashMap<String, Long>();
    var most = new HashMap<String, Long>();
    for (int i = 0; i < rows.length; i++) {
      var donation = program.donations().get(i);
      var type = inputs.get(donation.input()).dtype();
      needed.merge(donation.capacity(), shapes[i][donation.axis()], Math::max);
      most.merge(donation.capacity(), Rows.most(type, shapes[i], donation.axis()), Math::min);
    }
    needed.forEach((symbol, count) ->
        sizes.bind(symbol, state == null ? count : state.capacity(symbol, count, most.get(symbol))));
  }

  /// Finds the arrays.
  ///
  /// @throws ModelError when the budget is too small
  void take(MemoryPlan plan, Session session, Run run) {
    var lengths = new int[rows.length];
    long bytes = 0;
    for (int i = 0; i < rows.length; i++) {
      var donation = program.donations().get(i);
      var output = plan.outputs().get(donation.output());
      lengths[i] = Math.max(output.room(sizes, "a donated array"),
          Rows.length(output.type(), shapes[i], donation.axis(), capacity(donation)));
      bytes += (long) lengths[i] * output.type().bytes();
    }
    run.require(bytes, sizes);
    for (int i = 0; i < rows.length; i++) {
      var donation = program.donations().get(i);
      var before = inputs.get(donation.input());
      long capacity = capacity(donation);
      rows[i] = state != null ? state.reserve(i, capacity, lengths[i], session)
          : Rows.of(before, donation.axis()).movedTo(capacity, session.newArray(before.dtype(), lengths[i]), session);
      inputs.set(donation.input(), rows[i].within());
      arrays[donation.output()] = rows[i].array();
      rows[i] = rows[i].inUse(shapes[i]);
    }
  }

  private long capacity(Donation donation) {
    return sizes.applyAsLong(donation.capacity());
  }

  List<Tensor> inputs() {
    return inputs;
  }

  /// For each output the array that it has to lie in, or null.
  @Nullable Object[] arrays() {
    return arrays;
  }

  /// What the caller gets of the outputs of the run; a state gets the donated ones.
  List<Tensor> results(List<Tensor> outputs, Session session) {
    var results = new ArrayList<Tensor>();
    for (int output = 0; output < outputs.size(); output++) {
      int d = donationOf(output);
      if (d < 0) {
        results.add(outputs.get(output));
      } else if (state == null) {
        results.add(rows[d].tensor(session));
      } else {
        state.advance(d, rows[d]);
      }
    }
    return List.copyOf(results);
  }

  private int donationOf(int output) {
    for (int d = 0; d < rows.length; d++) {
      if (program.donations().get(d).output() == output) {
        return d;
      }
    }
    return -1;
  }
}
