package io.sinter.ir.kernel;

import io.sinter.runtime.CompilerBug;

/// Which work items touched the elements of a buffer since the last barrier: finds two items that meet in an element
/// which one of them writes, and scratch that is read before the group has written it.
final class Sharing {
  /// Stands for more than one item.
  static final int SEVERAL = -2;

  private final Buffer buffer;
  private final Items items;
  private int[] writer = {};
  private int[] writtenIn = {};
  private int[] reader = {};
  private int[] readIn = {};

  Sharing(Buffer buffer, Items items) {
    this.buffer = buffer;
    this.items = items;
  }

  /// The running item reads or writes `lanes` elements from `at`.
  ///
  /// @param length of the whole array
  /// @throws CompilerBug when another one has touched them without a barrier in between
  void touch(int at, int lanes, int length, Memory.Access access) {
    if (writer.length != length) {
      writer = new int[length];
      writtenIn = new int[length];
      reader = new int[length];
      readIn = new int[length];
    }
    for (int i = at; i < at + lanes; i++) {
      if (access.writes()) {
        write(i, access);
      } else {
        read(i, access);
      }
    }
  }

  private void write(int i, Memory.Access access) {
    int item = items.item();
    if (writtenIn[i] == items.phase() && writer[i] != item) {
      throw items.race(access, buffer.name(), i, writer[i]);
    }
    if (readIn[i] == items.phase() && reader[i] != item) {
      throw items.race(access, buffer.name(), i, reader[i]);
    }
    writer[i] = item;
    writtenIn[i] = items.phase();
  }

  private void read(int i, Memory.Access access) {
    int item = items.item();
    if (writtenIn[i] == items.phase() && writer[i] != item) {
      throw items.race(access, buffer.name(), i, writer[i]);
    }
    boolean own = buffer.role() == Buffer.Role.OUT;
    if (!own && writtenIn[i] < items.groupStart()) {
      throw new CompilerBug("kernel " + access.kernel(), "No item has written element " + i + " of " + buffer.name()
          + " in this group, in: " + KernelText.header(access.statement()));
    }
    reader[i] = readIn[i] == items.phase() && reader[i] != item ? SEVERAL : item;
    readIn[i] = items.phase();
  }
}
