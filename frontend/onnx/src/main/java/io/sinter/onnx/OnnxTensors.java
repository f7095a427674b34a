package io.sinter.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.sinter.ModelLimits;
import io.sinter.onnx.proto.TensorProto;
import io.sinter.runtime.Allowance;
import io.sinter.runtime.DType;
import io.sinter.runtime.ElementSource;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import io.sinter.runtime.UnsupportedError.Node;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/// Tensors in ONNX's form: files of one tensor (`.pb`), and the constants of a model.
public final class OnnxTensors {
  private static final String EXPECTED = "an ONNX tensor";

  /// Beyond every real model; it keeps work on hostile shapes small.
  static final int MAX_RANK = 64;

  /// What a Java array holds.
  private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  /// A message has at most 2^31 - 1 bytes; this leaves room for name and dims.
  private static final int MAX_BYTES = Integer.MAX_VALUE - (1 << 20);

  /// From so many bytes on a tensor is read when its elements are wanted.
  private static final long LATE = 1 << 14;

  private OnnxTensors() {}

  /// Reads a file that holds one tensor.
  ///
  /// @throws ModelError when it does not
  /// @throws UnsupportedError when its element type is not supported
  public static Tensor read(Path file) {
    return read(file, ModelLimits.DEFAULTS);
  }

  /// @throws ModelError as above, and when it is larger than the limits
  public static Tensor read(Path file, ModelLimits limits) {
    var proto = ProtoFile.open(file, EXPECTED, limits);
    var tensor = proto.parse(TensorProto.getDefaultInstance(), EXPECTED);
    if (!tensor.hasDataType()) {
      throw proto.lacks("data_type", EXPECTED);
    }
    var allowance = new Allowance(limits.time(), limits.bytes());
    return tensor(tensor, ExternalData.beside(file), allowance, file.toString());
  }

  /// Writes a file that holds one tensor.
  public static void write(Path file, String name, Tensor tensor) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      proto(name, tensor).writeTo(out);
    }
  }

  /// The tensor that a message describes.
  ///
  /// @param external where it may keep its elements
  /// @param where what to call it in errors
  static Tensor tensor(TensorProto proto, ExternalData external, String where) {
    return tensor(proto, external, Allowance.UNLIMITED, where);
  }

  /// @param allowance what it takes its memory from
  static Tensor tensor(TensorProto proto, ExternalData external, Allowance allowance, String where) {
    return tensor(proto, external, Optional.empty(), allowance, where);
  }

  /// @param file that the message stands in: elements of large tensors are read from it, and from external data, when
  ///     somebody asks for them. Nothing: they are read now
  static Tensor tensor(TensorProto proto, ExternalData external, Optional<FileStamp> file, Allowance allowance,
      String where) {
    var type = ElementTypes.dtype(proto.getDataType(), where);
    var dims = proto.getDimsList().stream().mapToLong(Long::longValue).toArray();
    int elements = elements(dims, where);
    if (proto.hasSegment()) {
      throw new UnsupportedError(new Node(where, "a tensor stored in segments", "external data"));
    }
    long bytes = (long) elements * type.bytes();
    allowance.take(bytes, where);
    boolean late = file.isPresent() && bytes >= LATE;
    return stored(proto, type, elements, external, file, where)
        .map(source -> late ? Tensor.late(type, dims, source) : Tensor.of(type, dims, source.read(0, elements)))
        .orElseGet(() -> Tensor.of(type, dims, new TypedFields(proto, where).read(type, elements)));
  }

  private static int elements(long[] dims, String where) {
    if (dims.length > MAX_RANK) {
      throw new ModelError(Problem.of("A tensor has too many dims.")
          .where(where)
          .given("rank " + dims.length)
          .expected("rank " + MAX_RANK + " or less")
          .tryThis("Export the model again."));
    }
    int elements = 1;
    boolean empty = false;
    for (long dim : dims) {
      if (dim < 0) {
        throw new ModelError(Problem.of("A tensor has a negative size.")
            .where(where)
            .given("dims " + Arrays.toString(dims))
            .expected("sizes of 0 or more")
            .tryThis("Export the model again."));
      }
      if (dim > 0 && elements > MAX_ELEMENTS / dim) {
        throw new ModelError(Problem.of("A tensor has more elements than a Java array can hold.")
            .where(where)
            .given("dims " + Arrays.toString(dims))
            .expected("at most " + MAX_ELEMENTS + " elements")
            .tryThis("Split the tensor along one of its axes."));
      }
      empty |= dim == 0;
      elements *= dim == 0 ? 1 : (int) dim;
    }
    return empty ? 0 : elements;
  }

  /// Where the elements lie as bytes; nothing where they lie in a field of their type.
  private static Optional<ElementSource> stored(TensorProto proto, DType type, int elements, ExternalData external,
      Optional<FileStamp> file, String where) {
    var typed = new TypedFields(proto, where);
    boolean isExternal = proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    boolean isRaw = !proto.getRawData().isEmpty();
    if ((isExternal || isRaw) && !typed.present().isEmpty() || isExternal && isRaw) {
      throw new ModelError(Problem.of("The elements of a tensor are in more than one place.")
          .where(where)
          .given((isExternal ? "external data" : "raw_data") + " and "
              + (typed.present().isEmpty() ? "raw_data" : String.join(", ", typed.present().keySet())))
          .expected("a typed field, raw_data or external data")
          .tryThis("Export the model again."));
    }
    if (!isExternal && !isRaw) {
      return Optional.empty();
    }
    if (type == DType.STRING) {
      throw new ModelError(Problem.of("A tensor of strings has its elements in the wrong place.")
          .where(where)
          .given(isExternal ? "external data" : "raw_data")
          .expected("string_data")
          .tryThis("Export the model again."));
    }
    long length = (long) elements * type.bytes();
    if (isExternal) {
      return Optional.of(mapped(external.locate(proto, length, where), type, where));
    }
    if (proto.getRawData().size() != length) {
      throw new ModelError(Problem.of("The length of a tensor's data does not match its dims.")
          .where(where)
          .given(proto.getRawData().size() + " bytes of raw_data")
          .expected(length + " bytes: " + elements + " elements of " + type)
          .tryThis("Export the model again."));
    }
    var raw = MemorySegment.ofBuffer(proto.getRawData().asReadOnlyByteBuffer());
    return Optional.of(file.filter(_ -> raw.isMapped())
        .<ElementSource>map(stamp -> new MappedElements(raw, type, stamp))
        .orElseGet(() -> (from, count) -> array(raw.asSlice((long) from * type.bytes()), type, count)));
  }

  private static ElementSource mapped(ExternalData.Part part, DType type, String where) {
    try (var channel = FileChannel.open(part.file(), StandardOpenOption.READ)) {
      var segment = channel.map(FileChannel.MapMode.READ_ONLY, part.offset(), part.length(), Arena.ofAuto());
      return new MappedElements(segment, type, FileStamp.of(part.file()));
    } catch (IOException e) {
      throw new ModelError(Problem.of("The file of external data cannot be read.")
          .where(where)
          .given(part.file().toString())
          .expected("a readable file")
          .tryThis("Check its permissions and the disk."), e);
    }
  }

  /// The first elements of a segment, as a Java array.
  static Object array(MemorySegment source, DType type, int elements) {
    var array = type.newArray(elements);
    MemorySegment.copy(source, layout(type), 0, array, 0, elements);
    if (type == DType.BOOL) {
      var bytes = (byte[]) array;
      for (int i = 0; i < elements; i++) {
        bytes[i] = (byte) (bytes[i] == 0 ? 0 : 1);
      }
    }
    return array;
  }

  /// The message that describes a tensor, with raw data except for strings.
  static TensorProto proto(String name, Tensor tensor) {
    var type = tensor.dtype();
    var proto = TensorProto.newBuilder().setName(name).setDataType(code(type));
    for (long dim : tensor.shape()) {
      proto.addDims(dim);
    }
    if (tensor.array() instanceof String[] strings) {
      for (var s : strings) {
        proto.addStringData(ByteString.copyFromUtf8(s));
      }
      return proto.build();
    }
    long length = tensor.byteSize();
    if (length > MAX_BYTES) {
      throw new ModelError(Problem.of("A tensor is too large for an ONNX file.")
          .where("tensor '" + name + "'")
          .given(length + " bytes")
          .expected("at most " + MAX_BYTES + " bytes")
          .tryThis("Write it as .npy."));
    }
    return proto.setRawData(UnsafeByteOperations.unsafeWrap(bytes(tensor))).build();
  }

  /// The number by which ONNX files name an element type.
  public static int code(DType type) {
    return ElementTypes.code(type).getNumber();
  }

  /// The elements of a tensor of numbers as ONNX files hold them: one after the other, little end first.
  public static byte[] bytes(Tensor tensor) {
    var bytes = new byte[Math.toIntExact(tensor.byteSize())];
    MemorySegment.copy(tensor.array(), 0, MemorySegment.ofArray(bytes), layout(tensor.dtype()), 0, tensor.elements());
    return bytes;
  }

  /// How an element lies in `raw_data` and in files.
  private static ValueLayout layout(DType type) {
    return switch (type) {
      case F32 -> ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
      case F64 -> ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
      case I64, U64 -> ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
      case I32, U32 -> ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
      case F16, BF16, I16, U16 -> ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
      case I8, U8, BOOL -> ValueLayout.JAVA_BYTE;
      case STRING -> throw new IllegalArgumentException("strings have no layout");
    };
  }
}
