package io.sinter.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.WireFormat;
import io.sinter.ModelLimits;
import io.sinter.runtime.LimitExceeded;
import io.sinter.runtime.Problem;
import java.io.IOException;

/// What the objects of a message will take on the heap, counted by a walk over its bytes before any object is made: two
/// bytes of a file can stand for an object of a hundred. Strings and bytes refer to the file and are free.
final class MessageCost {
  /// An object with its place in a list.
  private static final int MESSAGE = 128;

  /// A number or a reference in a list.
  private static final int ELEMENT = 16;

  /// What refers to a part of the file.
  private static final int TEXT = 48;

  private final String where;
  private final ModelLimits limits;
  private final CodedInputStream in;
  private long cost;

  private MessageCost(String where, ModelLimits limits, CodedInputStream in) {
    this.where = where;
    this.limits = limits;
    this.in = in;
  }

  /// How many messages may stand in one another: a graph in a node's attribute is three, and a type or a tensor ends
  /// each chain.
  static int levels(ModelLimits limits) {
    return Math.clamp(3L * limits.depth() + 108, 0, Integer.MAX_VALUE);
  }

  /// @param where what to call the bytes in errors
  /// @throws LimitExceeded when it is more than the limits, or messages stand too deep in one another
  /// @throws IOException when the bytes are no message
  static void require(CodedInputStream in, Descriptor type, String where, ModelLimits limits) throws IOException {
    new MessageCost(where, limits, in).message(type, levels(limits));
  }

  private void message(Descriptor type, int left) throws IOException {
    take(MESSAGE);
    if (left == 0) {
      throw new LimitExceeded(Problem.of("Messages stand too deep in one another.")
          .where(where)
          .given("more than " + levels(limits) + " levels of messages")
          .expected("the nesting of at most " + limits.depth() + " graphs in one another")
          .tryThis("grant more with --max-depth, or ModelLimits.withDepth"));
    }
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int kind = WireFormat.getTagWireType(tag);
      var field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      take(ELEMENT);
      if (kind != WireFormat.WIRETYPE_LENGTH_DELIMITED || field == null) {
        in.skipField(tag);
        continue;
      }
      int length = in.readRawVarint32();
      switch (field.getJavaType()) {
        case MESSAGE -> {
          int outer = in.pushLimit(length);
          message(field.getMessageType(), left - 1);
          in.popLimit(outer);
        }
        case FLOAT, DOUBLE -> skip(length, length);
        case INT, LONG, BOOLEAN, ENUM -> skip(length, 8L * length);
        case STRING, BYTE_STRING -> skip(length, TEXT);
      }
    }
  }

  private void skip(int length, long memory) throws IOException {
    take(memory);
    in.skipRawBytes(length);
  }

  private void take(long bytes) {
    cost += bytes;
    if (cost > limits.bytes()) {
      throw new LimitExceeded(Problem.of("The file would take more memory than is granted.")
          .where(where)
          .given("more than " + limits.bytes() + " bytes of messages")
          .expected("at most so many")
          .tryThis("grant more with --max-bytes, or ModelLimits.withBytes, and java -Xmx for so much memory"));
    }
  }
}
