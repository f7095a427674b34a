package io.sinter.onnx;

import io.sinter.runtime.DType;
import io.sinter.runtime.ElementSource;
import io.sinter.runtime.ModelError;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The elements of a tensor in a mapped file. What was read to the heap is not kept in memory a second time.
///
/// @param segment all of them, one after the other
/// @param stamp of the file
record MappedElements(MemorySegment segment, DType type, FileStamp stamp) implements ElementSource {
  /// @throws ModelError when the file has changed; a few elements are a sample, for which nobody asks
  @Override
  public Object read(int from, int count) {
    var part = segment.asSlice((long) from * type.bytes(), (long) count * type.bytes());
    boolean all = part.byteSize() == segment.byteSize();
    if (all) {
      stamp.require();
    }
    try {
      var array = OnnxTensors.array(part, type, count);
      if (all && segment.isMapped()) {
        segment.unload();
      }
      return array;
    } catch (InternalError e) {
      // how the JVM reports that a part of a mapped file has gone
      throw stamp.changed(Optional.of(e));
    }
  }
}
