package io.sinter.runtime;

import io.sinter.runtime.Program.Donation;
import io.sinter.runtime.Signature.Port;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/// What a sequence of runs hands on in place, such as the keys and values of the tokens that a decoder has seen: for
/// each donation of a program one array with room for more rows along the growing axis. A run reads it as its donated
/// inputs and leaves in it its donated outputs; nothing is copied but when there is no room, and then the room doubles.
///
/// Made by [Executable#newState], for one run at a time. A run that fails leaves it as it was.
public final class State {
  private final Executable owner;
  private final List<Port> ports;
  private final List<Donation> donations;
  private final Rows[] rows;
  private final AtomicBoolean busy = new AtomicBoolean();
  private long bytesCopied;

  /// @param first for each donation the tensor to start from
  /// @throws ModelError when one has another element type or number of dimensions than its input
  State(Executable owner, List<Tensor> first) {
    this.owner = owner;
    this.donations = owner.program().donations();
    this.ports = donations.stream().map(d -> owner.signature().inputs().get(d.input())).toList();
    this.rows = IntStream.range(0, donations.size())
        .mapToObj(i -> rows(ports.get(i), first.get(i), donations.get(i))).toArray(Rows[]::new);
  }

  private static Rows rows(Port port, Tensor first, Donation donation) {
    var type = InputCheck.tensorType(port);
    if (first.dtype() != type.dtype() || first.rank() != type.rank()) {
      throw new ModelError(Problem.of("A state cannot start from a tensor of another type than its input.")
          .where("input '" + port.name() + "'").given(first.type()).expected(type));
    }
    return Rows.of(first.copy(), donation.axis());
  }

  /// A copy of what a donated input holds now.
  ///
  /// @throws IllegalArgumentException when the program has no donated input of that name
  public Tensor tensor(String port) {
    return rows[position(port)].dense(HostSession.PLAIN);
  }

  /// How many rows a donated input has now, along its growing axis.
  ///
  /// @throws IllegalArgumentException when the program has no donated input of that name
  public long size(String port) {
    return rows[position(port)].size();
  }

  /// How many bytes have been copied so far to make room.
  public long bytesCopied() {
    return bytesCopied;
  }

  private int position(String port) {
    for (int i = 0; i < rows.length; i++) {
      if (ports.get(i).name().equals(port)) {
        return i;
      }
    }
    throw new IllegalArgumentException("'" + port + "' is not among " + ports.stream().map(Port::name).toList());
  }

  /// @throws IllegalStateException when it is in use, or of another executable
  void begin(Executable user) {
    if (user != owner) {
      throw new IllegalStateException("this state was made by another executable");
    }
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException("this state is in use by another run");
    }
  }

  void end() {
    busy.set(false);
  }

  /// What the i-th donated input holds.
  Rows rows(int donation) {
    return rows[donation];
  }

  /// The capacity of the arrays that share one, when there have to be `needed` rows and can be `most`.
  long capacity(String symbol, long needed, long most) {
    long room = IntStream.range(0, rows.length).filter(i -> donations.get(i).capacity().equals(symbol))
        .mapToLong(i -> rows[i].capacity()).max().orElse(0);
    return needed <= room ? room : Math.max(needed, Math.min(2 * room, most));
  }

  /// What the i-th holds, in an array of the session with a capacity and a length: copied, unless it has them.
  Rows reserve(int donation, long capacity, int length, Session session) {
    var here = rows[donation];
    boolean fits = here.capacity() == capacity && session.owns(here.array())
        && session.length(here.type(), here.array()) >= length;
    if (!fits) {
      bytesCopied += here.bytes();
      rows[donation] = here.movedTo(capacity, session.newArray(here.type(), length), session);
    }
    return rows[donation];
  }

  /// What the i-th holds from now on.
  void advance(int donation, Rows next) {
    rows[donation] = next;
  }
}
