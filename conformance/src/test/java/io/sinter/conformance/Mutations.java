package io.sinter.conformance;

import com.google.protobuf.ByteString;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.onnx.proto.TensorProto;
import io.sinter.onnx.proto.ValueInfoProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/// Makes mutants: the same one for the same seed and number.
final class Mutations {
  private final List<Mutant> seeds;
  private final List<String> operators;
  private final long seed;

  Mutations(List<Mutant> seeds, long seed) {
    this.seeds = seeds;
    this.seed = seed;
    this.operators = seeds.stream().flatMap(s -> s.model().stream())
        .flatMap(m -> m.getGraph().getNodeList().stream()).map(NodeProto::getOpType).distinct().sorted().toList();
  }

  Mutant mutant(int number) {
    var random = new Random(new SplittableRandom(seed * 1_000_003 + number).nextLong());
    var mutant = seeds.get(random.nextInt(seeds.size()));
    if (random.nextInt(8) == 0) {
      mutant = mutant.withFile(ByteMutations.mutate(mutant.file(), random), "bytes");
    } else {
      if (random.nextInt(3) == 0) {
        mutant = constants(mutant, random);
      }
      for (int i = random.nextInt(4) == 0 ? 2 : 1; i > 0; i--) {
        mutant = changed(mutant, random);
      }
    }
    return random.nextInt(3) == 0 ? hostile(mutant, random) : mutant;
  }

  private Mutant changed(Mutant mutant, Random random) {
    var model = mutant.model();
    if (model.isEmpty()) {
      return mutant;
    }
    var builder = model.get().toBuilder();
    var how = random.nextBoolean() ? new FieldMutations(builder, random).mutate()
        : new GraphMutations(builder, operators, random).mutate();
    return mutant.withFile(builder.build().toByteArray(), how);
  }

  /// Some of the inputs as constants, that operators may fold.
  private static Mutant constants(Mutant mutant, Random random) {
    var model = mutant.model();
    if (model.isEmpty() || model.get().getGraph().getInputCount() != mutant.inputs().size()) {
      return mutant;
    }
    var builder = model.get().toBuilder();
    var graph = builder.getGraphBuilder();
    var inputs = new ArrayList<>(mutant.inputs());
    for (int i = inputs.size() - 1; i >= 0; i--) {
      if (random.nextBoolean() && inputs.get(i).dtype() != DType.STRING) {
        graph.addInitializer(constant(graph.getInput(i), inputs.remove(i)));
        graph.removeInput(i);
      }
    }
    return mutant.withFile(builder.build().toByteArray(), "constants for inputs")
        .withInputs(inputs, inputs.size() + " inputs left");
  }

  private static TensorProto constant(ValueInfoProto input, Tensor tensor) {
    var bytes = new byte[(int) tensor.byteSize()];
    MemorySegment.ofArray(bytes).copyFrom(elements(tensor.array()));
    var proto = TensorProto.newBuilder().setName(input.getName())
        .setDataType(input.getType().getTensorType().getElemType()).setRawData(ByteString.copyFrom(bytes));
    for (long dim : tensor.shape()) {
      proto.addDims(dim);
    }
    return proto.build();
  }

  private static MemorySegment elements(Object array) {
    return switch (array) {
      case float[] a -> MemorySegment.ofArray(a);
      case double[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case short[] a -> MemorySegment.ofArray(a);
      case byte[] a -> MemorySegment.ofArray(a);
      default -> throw new AssertionError(array.getClass());
    };
  }

  /// One input with some extreme elements.
  private static Mutant hostile(Mutant mutant, Random random) {
    if (mutant.inputs().isEmpty()) {
      return mutant;
    }
    var inputs = new ArrayList<>(mutant.inputs());
    int at = random.nextInt(inputs.size());
    var t = inputs.get(at);
    if (t.elements() == 0 || t.dtype() == DType.STRING) {
      return mutant;
    }
    var elements = new double[t.elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = t.doubleAt(i);
    }
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      elements[random.nextInt(elements.length)] =
          t.dtype().isFloat() ? Extremes.real(random) : Extremes.integer(random);
    }
    try {
      inputs.set(at, Tensor.fromDoubles(t.dtype(), t.shape(), elements));
      return mutant.withInputs(inputs, "extreme input " + at);
    } catch (ModelError e) {
      return mutant;
    }
  }

  /// The model, for shrinking.
  static Mutant with(Mutant mutant, ModelProto.Builder model) {
    return new Mutant(mutant.from(), model.build().toByteArray(), mutant.inputs(), mutant.how());
  }
}
