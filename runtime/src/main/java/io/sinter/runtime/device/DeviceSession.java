package io.sinter.runtime.device;

import io.sinter.runtime.DType;
import io.sinter.runtime.DeviceError;
import io.sinter.runtime.KernelCode;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.RemoteArray;
import io.sinter.runtime.Session;
import io.sinter.runtime.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The arrays and launches of one frame on a device: everything goes to one stream.
///
/// Memory that is let go while work is under way serves this session again at once, because its work is done in order,
/// and others after the next time that the session has waited. Until then it keeps every array that it has made, so
/// that none becomes garbage while a kernel uses it.
final class DeviceSession implements Session {
  /// How many groups run at once for each compute unit, where each needs scratch memory of its own.
  private static final int GROUPS_PER_UNIT = 4;
  private static final int MARK_BYTES = 16;

  private final MemoryPool pool;
  private final Transfers transfers;
  private final Module module;
  private final Map<String, KernelFile> files;
  private final Stream stream;
  private final Memory marks;
  private final int workers;
  private final List<DeviceLaunch> launches = new ArrayList<>();
  private final List<DeviceArray> made = new ArrayList<>();
  private final List<Memory> released = new ArrayList<>();
  private final int[] mark = new int[MARK_BYTES / Integer.BYTES];
  private boolean busy;
  private boolean checking;

  DeviceSession(MemoryPool pool, Transfers transfers, Module module, Map<String, KernelFile> files) {
    this.pool = pool;
    this.transfers = transfers;
    this.module = module;
    this.files = files;
    this.stream = pool.device().newStream();
    this.marks = pool.acquire(MARK_BYTES);
    this.workers = GROUPS_PER_UNIT * pool.device().description().capabilities().computeUnits();
    stream.fill(marks, 0, MARK_BYTES, 0, Integer.BYTES);
  }

  // ---- arrays -----------------------------------------------------------------------------------------------------

  @Override
  public Object newArray(DType type, int length) {
    return array(type, length, (long) length * type.bytes());
  }

  private DeviceArray array(DType type, int length, long bytes) {
    var array = new DeviceArray(type, length, memory(bytes), pool, transfers);
    made.add(array);
    return array;
  }

  private Memory memory(long bytes) {
    long size = pool.sizeOf(bytes);
    for (int i = released.size() - 1; i >= 0; i--) {
      if (released.get(i).bytes() == size) {
        return released.remove(i);
      }
    }
    return pool.acquire(bytes);
  }

  /// One array, of which each group takes its part.
  @Override
  public Object[] newScratch(DType type, int length, int count) {
    long all = (long) length * count;
    return new Object[] {array(type, (int) Math.min(all, Integer.MAX_VALUE), all * type.bytes())};
  }

  @Override
  public int workers(int threads) {
    return workers;
  }

  @Override
  public int threads(int wanted) {
    return 1;
  }

  @Override
  public boolean owns(Object array) {
    return array instanceof DeviceArray own && own.isOf(pool);
  }

  @Override
  public int length(DType type, Object array) {
    return ((DeviceArray) array).length();
  }

  @Override
  public void fill(DType type, Object array, double value) {
    var one = DeviceArray.segment(Tensor.fromDoubles(type, new long[] {1}, value).array());
    long pattern = 0;
    for (int b = type.bytes() - 1; b >= 0; b--) {
      pattern = pattern << 8 | one.get(java.lang.foreign.ValueLayout.JAVA_BYTE, b) & 0xff;
    }
    var memory = ((DeviceArray) array).memory();
    busy = true;
    stream.fill(memory, 0, memory.bytes(), pattern, type.bytes());
  }

  @Override
  public void copy(DType type, Object from, int start, Object to, int at, int count) {
    if (count == 0) {
      return;
    }
    long width = type.bytes();
    var target = ((DeviceArray) to).memory();
    busy = true;
    if (owns(from)) {
      stream.copy(((DeviceArray) from).memory(), start * width, target, at * width, count * width);
    } else {
      var host = from instanceof RemoteArray remote ? remote.toHost(start + count) : from;
      stream.write(target, at * width, DeviceArray.segment(host).asSlice(start * width, count * width));
    }
  }

  @Override
  public Object take(Tensor tensor) {
    if (tensor.remote().filter(this::owns).isPresent()) {
      return tensor.remote().get();
    }
    var array = newArray(tensor.dtype(), tensor.elements());
    copy(tensor.dtype(), tensor.array(), 0, array, 0, tensor.elements());
    return array;
  }

  @Override
  public long longAt(DType type, Object array, int index) {
    var element = type.newArray(1);
    read((DeviceArray) array, (long) index * type.bytes(), DeviceArray.segment(element));
    return Tensor.of(type, new long[] {1}, element).longAt(0);
  }

  @Override
  public Object onHost(DType type, Object array, int count) {
    var host = type.newArray(count);
    if (count > 0) {
      read((DeviceArray) array, 0, DeviceArray.segment(host));
    }
    return host;
  }

  private void read(DeviceArray from, long offset, MemorySegment to) {
    stream.read(from.memory(), offset, to);
    settle();
  }

  @Override
  public void release(DType type, Object array) {
    ((DeviceArray) array).give().ifPresent(released::add);
    if (!busy) {
      settle();
    }
  }

  // ---- launches ---------------------------------------------------------------------------------------------------

  @Override
  public KernelCode code(Launch launch) {
    int atOnce = launch.scratch().isEmpty() ? Integer.MAX_VALUE : workers;
    var file = files.get(launch.kernel());
    var code = new DeviceLaunch(
        launch, launches.size() + 1, file, module.entry(file.name()), marks, atOnce, this);
    launches.add(code);
    return code;
  }

  void launch(Entry entry, int groups, int items, boolean checked) {
    busy = true;
    checking |= checked;
    stream.launch(entry, groups, items);
  }

  @Override
  public void finish() {
    if (busy) {
      stream.finish();
    }
    settle();
  }

  /// All work has been done.
  private void settle() {
    busy = false;
    made.clear();
    released.forEach(pool::release);
    released.clear();
    if (!checking) {
      return;
    }
    checking = false;
    stream.read(marks, 0, MemorySegment.ofArray(mark));
    if (mark[0] != 0) {
      stream.fill(marks, 0, MARK_BYTES, 0, Integer.BYTES);
      throw launches.get(mark[0] - 1).violation(mark);
    }
  }

  @Override
  public void close() {
    try {
      stream.finish();
    } catch (DeviceError e) {
      // A device that is lost has nothing under way.
    }
    launches.forEach(DeviceLaunch::close);
    launches.clear();
    made.clear();
    released.forEach(pool::release);
    released.clear();
    pool.release(marks);
    stream.close();
  }
}
