package io.sinter.runtime;

import io.sinter.runtime.Program.Launch;

/// The arrays and launches of one frame, where its kernels run; for one thread at a time. An array is a typed Java
/// array on the host, a [RemoteArray] on a device. Everything is done in the order in which it is asked for, on a
/// device maybe later; only what gives elements to the host waits for it, and [#finish].
public interface Session extends AutoCloseable {
  /// A fresh array; what it holds is not said.
  Object newArray(DType type, int length);

  /// Fresh scratch arrays, each for one thread of the host; what they hold is not said.
  ///
  /// @param length how many elements one group sees
  /// @param workers as [#workers] says
  Object[] newScratch(DType type, int length, int workers);

  /// How many groups have scratch arrays of their own at a time.
  ///
  /// @param threads how many threads of the host may work
  int workers(int threads);

  /// How many threads of the host call a kernel at once.
  int threads(int wanted);

  /// Whether kernels here can use an array as it is.
  boolean owns(Object array);

  /// How many elements an array has.
  int length(DType type, Object array);

  void fill(DType type, Object array, double value);

  /// Copies elements from an array, here or on the host, to one here.
  void copy(DType type, Object from, int start, Object to, int at, int count);

  /// The array of a tensor, where kernels read it.
  Object take(Tensor tensor);

  /// An element of a numeric array, as [Tensor#longAt].
  long longAt(DType type, Object array, int index);

  /// The first elements as a Java array: this one, where it is one.
  Object onHost(DType type, Object array, int count);

  /// The kernel of a launch, as this frame calls it; all its calls are for the same launch.
  ///
  /// @throws DeviceError when the device refuses
  KernelCode code(Launch launch);

  /// Nothing reads or writes the array after what has been asked for so far.
  void release(DType type, Object array);

  /// Waits until all is done.
  ///
  /// @throws ModelError when data has broken a rule that a kernel checks
  /// @throws DeviceError when the device has failed
  void finish();

  /// Lets the kernels go. Arrays that have not been released live on.
  @Override
  void close();
}
