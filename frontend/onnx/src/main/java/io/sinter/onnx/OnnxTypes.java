package io.sinter.onnx;

import io.sinter.onnx.proto.TensorShapeProto.Dimension;
import io.sinter.onnx.proto.TensorShapeProto;
import io.sinter.onnx.proto.TypeProto;
import io.sinter.onnx.proto.ValueInfoProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.MapType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.OptionalType;
import io.sinter.runtime.Problem;
import io.sinter.runtime.SequenceType;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.Type;
import io.sinter.runtime.UnrankedType;
import io.sinter.runtime.UnsupportedError;
import io.sinter.runtime.UnsupportedError.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Reads the types of one graph's values. A named size becomes a symbol of that name; one without name gets a symbol
/// of its own, such as `x_d0` for axis 0 of `x`, which no other size shares.
final class OnnxTypes {
  /// Names that exporters write for "unknown": they do not make two sizes equal.
  private static final String NO_NAME = "[^\\p{L}\\p{N}]*|-1|None";

  private final Symbols symbols;
  private final Map<String, Dim> fresh = new HashMap<>();

  /// @param symbols takes the names that are used
  /// @param values all values whose types will be read, so that no made-up name is one of theirs
  OnnxTypes(Symbols symbols, Iterable<ValueInfoProto> values) {
    this.symbols = symbols;
    for (var value : values) {
      collect(value.getType());
    }
  }

  private void collect(TypeProto type) {
    switch (type.getValueCase()) {
      case TENSOR_TYPE -> {
        for (var dim : type.getTensorType().getShape().getDimList()) {
          symbols.take(symbol(dim.getDimParam()));
        }
      }
      case SEQUENCE_TYPE -> collect(type.getSequenceType().getElemType());
      case OPTIONAL_TYPE -> collect(type.getOptionalType().getElemType());
      case MAP_TYPE -> collect(type.getMapType().getValueType());
      case SPARSE_TENSOR_TYPE, OPAQUE_TYPE, VALUE_NOT_SET -> {}
    }
  }

  /// The type of a graph's input, output or inner value.
  ///
  /// @throws ModelError when there is none, or it makes no sense
  /// @throws UnsupportedError when it is sparse or opaque, or has an unsupported element type
  Type type(ValueInfoProto value) {
    return type(value.getType(), value.getName());
  }

  private Type type(TypeProto type, String name) {
    var where = "value '" + name + "'";
    return switch (type.getValueCase()) {
      case TENSOR_TYPE -> {
        var tensor = type.getTensorType();
        var dtype = ElementTypes.dtype(tensor.getElemType(), where);
        yield tensor.hasShape() ? new TensorType(dtype, shape(tensor.getShape(), name)) : new UnrankedType(dtype);
      }
      case SEQUENCE_TYPE -> new SequenceType(type(type.getSequenceType().getElemType(), name));
      case OPTIONAL_TYPE -> new OptionalType(type(type.getOptionalType().getElemType(), name));
      case MAP_TYPE -> {
        var map = type.getMapType();
        yield new MapType(key(map.getKeyType(), where), type(map.getValueType(), name));
      }
      case SPARSE_TENSOR_TYPE -> throw unsupported("a sparse tensor", where);
      case OPAQUE_TYPE -> throw unsupported("an opaque value", where);
      case VALUE_NOT_SET -> throw new ModelError(Problem.of("A value has no type.")
          .where(where)
          .given("an empty type")
          .expected("a tensor, sequence, optional or map type")
          .tryThis("Export the model again, or run shape inference on it."));
    };
  }

  /// The type of a value whose declared type leaves all sizes open.
  TensorType unnamed(DType dtype, String name, int rank) {
    return new TensorType(dtype, new Shape(IntStream.range(0, rank).mapToObj(axis -> unnamed(name, axis)).toList()));
  }

  private static DType key(int code, String where) {
    var key = ElementTypes.dtype(code, where);
    if (!key.isInteger() && key != DType.STRING) {
      throw new ModelError(Problem.of("The keys of a map have a type that cannot be a key.")
          .where(where)
          .given(key.toString())
          .expected("an integer type or string")
          .tryThis("Export the model again."));
    }
    return key;
  }

  private static UnsupportedError unsupported(String what, String where) {
    return new UnsupportedError(new Node(where, what, "a dense tensor"));
  }

  private Shape shape(TensorShapeProto shape, String name) {
    if (shape.getDimCount() > OnnxTensors.MAX_RANK) {
      throw new ModelError(Problem.of("A value has too many dims.")
          .where("value '" + Names.shown(name) + "'")
          .given("rank " + shape.getDimCount())
          .expected("rank " + OnnxTensors.MAX_RANK + " or less")
          .tryThis("Export the model again."));
    }
    var dims = new ArrayList<Dim>();
    for (var dim : shape.getDimList()) {
      dims.add(dim(dim, name, dims.size()));
    }
    return new Shape(List.copyOf(dims));
  }

  private Dim dim(Dimension dim, String name, int axis) {
    return switch (dim.getValueCase()) {
      case DIM_VALUE -> {
        if (dim.getDimValue() < -1) {
          throw new ModelError(Problem.of("A size is negative.")
              .where("value '" + name + "', axis " + axis)
              .given(Long.toString(dim.getDimValue()))
              .expected("0 or more, or -1 for unknown")
              .tryThis("Export the model again."));
        }
        yield dim.getDimValue() == -1 ? unnamed(name, axis) : Dim.of(dim.getDimValue());
      }
      case DIM_PARAM -> dim.getDimParam().matches(NO_NAME)
          ? unnamed(name, axis)
          : Dim.symbol(symbol(dim.getDimParam()));
      case VALUE_NOT_SET -> unnamed(name, axis);
    };
  }

  private Dim unnamed(String name, int axis) {
    return fresh.computeIfAbsent(axis + " " + name, key -> symbols.fresh(name + "_d" + axis));
  }

  /// A name that the text form of [Dim] can quote; distinct names stay distinct.
  static String symbol(String name) {
    var out = new StringBuilder();
    for (char c : name.toCharArray()) {
      if (c == '`' || c == '%' || Character.isISOControl(c)) {
        out.append("%%%02X".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
