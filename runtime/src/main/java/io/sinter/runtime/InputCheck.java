package io.sinter.runtime;

import io.sinter.runtime.Signature.Port;
import java.util.BitSet;
import java.util.List;

/// Compares what a caller passes with a signature, and binds the symbols: a dimension that is exactly one symbol gives
/// it its value, every other one must come out as it says. Symbols that already have a value keep it.
final class InputCheck {
  private static final int CONSTANT = -1;
  private static final int EXPRESSION = -2;

  private final Signature signature;
  private final List<Port> ports;
  private final List<String> symbols;
  private final TensorType[] types;
  /// For each input and dimension: the symbol it binds, or one of the two above.
  private final int[][] kinds;
  private final long[][] constants;

  /// For a program whose inputs bind all symbols.
  InputCheck(Signature signature, List<String> symbols) {
    this(signature, symbols, new BitSet());
  }

  /// @param others the positions of the symbols that something else than an input binds
  InputCheck(Signature signature, List<String> symbols, BitSet others) {
    this.signature = signature;
    this.ports = signature.inputs();
    this.symbols = symbols;
    this.types = ports.stream().map(InputCheck::tensorType).toArray(TensorType[]::new);
    this.kinds = new int[types.length][];
    this.constants = new long[types.length][];
    var bound = (BitSet) others.clone();
    var asDims = symbols.stream().map(Dim::symbol).toList();
    for (int i = 0; i < types.length; i++) {
      int rank = types[i].rank();
      kinds[i] = new int[rank];
      constants[i] = new long[rank];
      for (int d = 0; d < rank; d++) {
        var dim = types[i].dim(d);
        int symbol = asDims.indexOf(dim);
        kinds[i][d] = dim.constant().isPresent() ? CONSTANT : symbol >= 0 ? symbol : EXPRESSION;
        constants[i][d] = dim.constant().orElse(-1);
        if (symbol >= 0) {
          bound.set(symbol);
        }
      }
    }
    int free = bound.nextClearBit(0);
    if (free < symbols.size()) {
      throw new CompilerBug("program", "The size '" + symbols.get(free) + "' is not the whole of any input dimension.");
    }
  }

  static TensorType tensorType(Port port) {
    if (port.type() instanceof TensorType t) {
      return t;
    }
    throw new UnsupportedError(
        new UnsupportedError.Node("'" + port.name() + "'", "a value of type " + port.type(), "tensors"));
  }

  /// Finds the values of the symbols.
  ///
  /// @param values those that are known; of the others those that an input binds are added
  /// @throws ModelError when an input does not fit
  void bind(List<Tensor> inputs, long[] values) {
    if (inputs.size() != types.length) {
      throw new ModelError(Problem.of("The number of inputs is wrong.")
          .given(inputs.size() + (inputs.size() == 1 ? " input" : " inputs")).expected(signature.wanted()));
    }
    boolean expressions = false;
    for (int i = 0; i < types.length; i++) {
      var tensor = inputs.get(i);
      if (tensor.dtype() != types[i].dtype()) {
        throw new ModelError(Problem.of("Input '" + name(i) + "' has the wrong element type.").where(place(i))
            .given(tensor.type()).expected(types[i]).tryThis("convert it to " + types[i].dtype()));
      }
      if (tensor.rank() != types[i].rank()) {
        throw new ModelError(Problem.of("Input '" + name(i) + "' has the wrong number of dimensions.").where(place(i))
            .given(tensor.type() + ", " + tensor.rank() + " dimensions")
            .expected(types[i] + ", " + types[i].rank() + " dimensions"));
      }
      for (int d = 0; d < kinds[i].length; d++) {
        int kind = kinds[i][d];
        long size = tensor.dim(d);
        if (kind == EXPRESSION) {
          expressions = true;
        } else if (kind == CONSTANT) {
          if (size != constants[i][d]) {
            throw wrongSize(i, d, tensor, types[i].toString(), constants[i][d]);
          }
        } else if (values[kind] == Sizes.UNBOUND) {
          values[kind] = size;
        } else if (values[kind] != size) {
          throw disagreement(kind, i, d, tensor, values[kind]);
        }
      }
    }
    if (expressions) {
      checkExpressions(inputs, values);
    }
  }

  private void checkExpressions(List<Tensor> inputs, long[] values) {
    var sizes = new Sizes(symbols, values);
    for (int i = 0; i < types.length; i++) {
      for (int d = 0; d < kinds[i].length; d++) {
        if (kinds[i][d] == EXPRESSION) {
          long wanted = sizes.value(types[i].dim(d), place(i) + ", dimension " + d);
          if (inputs.get(i).dim(d) != wanted) {
            throw wrongSize(i, d, inputs.get(i), types[i] + " with " + sizes, wanted);
          }
        }
      }
    }
  }

  private ModelError wrongSize(int input, int dim, Tensor tensor, String expected, long wanted) {
    return new ModelError(Problem.of("Input '" + name(input) + "' has the wrong size.")
        .where(place(input) + ", dimension " + dim).given(tensor.type()).expected(expected)
        .tryThis("pass an array whose dimension " + dim + " is " + wanted));
  }

  private ModelError disagreement(int symbol, int input, int dim, Tensor tensor, long earlier) {
    var first = "";
    for (int i = 0; i <= input && first.isEmpty(); i++) {
      for (int d = 0; d < (i == input ? dim : kinds[i].length) && first.isEmpty(); d++) {
        first = kinds[i][d] == symbol ? ", as in dimension " + d + " of input '" + name(i) + "'" : "";
      }
    }
    var size = symbols.get(symbol);
    return new ModelError(Problem.of("The size '" + size + "' has two values.")
        .where(place(input) + ", dimension " + dim).given(tensor.dim(dim) + " in " + tensor.type())
        .expected(earlier + first).tryThis("pass inputs that agree on '" + size + "'"));
  }

  private String name(int input) {
    return ports.get(input).name();
  }

  private String place(int input) {
    return "input '" + name(input) + "'";
  }
}
