package io.sinter.runtime.device;

import io.sinter.runtime.DType;
import io.sinter.runtime.KernelSet;
import io.sinter.runtime.Session;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The kernels of an executable on a device, and its weights there.
public final class DeviceKernels implements KernelSet {
  private final Map<String, KernelFile> files;
  private final Module module;
  private final MemoryPool pool;
  private final Transfers transfers;
  private final List<DeviceArray> weights = new ArrayList<>();
  private boolean closed;

  private DeviceKernels(MemoryPool pool, Map<String, KernelFile> files, Module module, Transfers transfers) {
    this.pool = pool;
    this.files = Map.copyOf(files);
    this.module = module;
    this.transfers = transfers;
  }

  /// Builds kernels.
  ///
  /// @param prelude source that stands before that of all kernels
  /// @param files by what launches call them
  /// @throws io.sinter.runtime.DeviceError when the device refuses
  public static DeviceKernels build(Device device, String prelude, Map<String, KernelFile> files) {
    var source = files.values().stream().map(KernelFile::source)
        .collect(Collectors.joining("\n", prelude + "\n", ""));
    var module = device.build(source, files.values().stream().map(KernelFile::name).toList());
    return new DeviceKernels(MemoryPool.of(device), files, module, new Transfers(device.newStream()));
  }

  @Override
  public Set<String> names() {
    return files.keySet();
  }

  @Override
  public Object place(DType type, Object array) {
    var from = DeviceArray.segment(array);
    var placed = array(type, (int) (from.byteSize() / type.bytes()));
    transfers.write(placed.memory(), from);
    synchronized (this) {
      weights.add(placed);
    }
    return placed;
  }

  /// A fresh array.
  private DeviceArray array(DType type, int length) {
    return new DeviceArray(type, length, pool.acquire((long) length * type.bytes()), pool, transfers);
  }

  @Override
  public Session newSession() {
    return new DeviceSession(pool, transfers, module, files);
  }

  /// Three quarters of the device's memory: the rest is for models, inputs and results.
  @Override
  public long room() {
    return pool.device().description().capabilities().globalBytes() / 4 * 3;
  }

  /// Drivers compile when a kernel is built or first runs, so after a run all is as fast as it gets.
  @Override
  public boolean awaitReady(Duration longest) {
    return true;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    weights.forEach(w -> w.give().ifPresent(pool::release));
    weights.clear();
    module.close();
  }
}
