package io.sinter.runtime;

import io.sinter.runtime.Program.Launch;
import java.util.Map;

/// Arrays on the heap, and kernels that have run when their call returns.
record HostSession(Map<String, KernelCode> codes) implements Session {
  /// One without kernels.
  static final Session PLAIN = new HostSession(Map.of());

  @Override
  public Object newArray(DType type, int length) {
    return type.newArray(length);
  }

  @Override
  public Object[] newScratch(DType type, int length, int workers) {
    var arrays = new Object[workers];
    for (int w = 0; w < workers; w++) {
      arrays[w] = type.newArray(length);
    }
    return arrays;
  }

  @Override
  public int workers(int threads) {
    return threads;
  }

  @Override
  public int threads(int wanted) {
    return wanted;
  }

  @Override
  public boolean owns(Object array) {
    return !(array instanceof RemoteArray);
  }

  @Override
  public int length(DType type, Object array) {
    return TypedArray.length(type, array);
  }

  @Override
  public void fill(DType type, Object array, double value) {
    TypedArray.fill(type, array, value);
  }

  @Override
  @SuppressWarnings("SuspiciousSystemArraycopy")
  public void copy(DType type, Object from, int start, Object to, int at, int count) {
    System.arraycopy(onHost(type, from, start + count), start, to, at, count);
  }

  @Override
  public Object take(Tensor tensor) {
    return tensor.array();
  }

  @Override
  public long longAt(DType type, Object array, int index) {
    return TypedArray.longAt(type, array, index);
  }

  @Override
  public Object onHost(DType type, Object array, int count) {
    return array instanceof RemoteArray remote ? remote.toHost(count) : array;
  }

  @Override
  public KernelCode code(Launch launch) {
    return codes.get(launch.kernel());
  }

  @Override
  public void release(DType type, Object array) {}

  @Override
  public void finish() {}

  @Override
  public void close() {}
}
