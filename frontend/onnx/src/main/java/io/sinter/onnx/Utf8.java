package io.sinter.onnx;

import com.google.protobuf.ByteString;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;

/// Text in `bytes` fields, which protobuf does not check.
final class Utf8 {
  private Utf8() {}

  /// @throws ModelError when the bytes are not UTF-8
  static String text(ByteString bytes, String where) {
    if (!bytes.isValidUtf8()) {
      throw new ModelError(Problem.of("A string is not valid UTF-8.")
          .where(where)
          .given(bytes.size() + " bytes that are not UTF-8")
          .expected("UTF-8 text")
          .tryThis("Export the model again; binary data belongs in a tensor of u8."));
    }
    return bytes.toStringUtf8();
  }
}
