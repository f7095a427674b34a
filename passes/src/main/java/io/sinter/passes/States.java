package io.sinter.passes;

import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Schema;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Program.Donation;
import io.sinter.runtime.Signature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The inputs of a function and the outputs that lie in their arrays. Such an array has [Room] along the axis that
/// grows; arrays that grow to the same size have the same capacity, which is a symbol.
final class States {
  static final States NONE = new States();

  private final List<Donation> donations = new ArrayList<>();
  private final Map<Value, Room> rooms = new HashMap<>();

  private States() {}

  /// @throws ModelError when a pair cannot share an array
  static States of(Function function, List<StatePair> pairs) {
    var states = new States();
    var signature = Lowering.signature(function);
    var symbols = new HashSet<String>();
    function.values().forEach(v -> symbols.addAll(Schema.of(v.op()).symbols(v)));
    var capacities = new HashMap<Dim, String>();
    for (var pair : pairs) {
      int input = index(signature.inputs(), pair.input(), "input");
      int output = index(signature.outputs(), pair.output(), "output");
      var past = function.parameters().get(input);
      var all = function.results().get(output);
      if (!(all.op() instanceof Op.Concatenate c) || c.args().getFirst() != past) {
        throw refused(pair, past, all);
      }
      if (states.rooms.containsKey(past) || states.rooms.containsKey(all)) {
        throw new ModelError(Problem.of("An input or output belongs to two states.").given(pair.toString()));
      }
      var capacity = capacities.computeIfAbsent(all.type().dim(c.axis()), d -> fresh(symbols));
      states.donations.add(new Donation(input, output, c.axis(), capacity));
      var room = new Room(c.axis(), Dim.symbol(capacity));
      states.rooms.put(past, room);
      states.rooms.put(all, room);
    }
    return states;
  }

  private static int index(List<Signature.Port> ports, String name, String what) {
    var names = ports.stream().map(Signature.Port::name).toList();
    if (!names.contains(name)) {
      throw new ModelError(Problem.of("There is no " + what + " '" + name + "' for a state.").expected(names));
    }
    return names.indexOf(name);
  }

  private static ModelError refused(StatePair pair, Value past, Value all) {
    return new ModelError(Problem.of("Output '" + pair.output() + "' cannot lie in the array of input '"
        + pair.input() + "'.").where(all.origin().toString())
        .given("the output is computed by " + Schema.of(all.op()).mnemonic(all.op()) + " as " + all.type()
            + ", the input is " + past.type())
        .expected("a concatenation that begins with the input"));
  }

  private static String fresh(Set<String> taken) {
    var name = "capacity";
    for (int i = 1; !taken.add(name); i++) {
      name = "capacity" + i;
    }
    return name;
  }

  List<Donation> donations() {
    return donations;
  }

  /// The parameters and results that lie in arrays with room.
  Map<Value, Room> rooms() {
    return rooms;
  }
}
