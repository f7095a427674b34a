package io.sinter.passes;

import io.sinter.ir.Control;
import io.sinter.ir.Value;
import io.sinter.passes.Storages.Place;
import io.sinter.passes.Storages.Storage;
import io.sinter.runtime.Program.Argument;
import io.sinter.runtime.Shape;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/// A step of a program whose arrays have no sources yet.
sealed interface PendingStep {
  /// What it leaves, in the function that is lowered.
  Value value();

  /// The arrays it reads or writes, in the order of the buffers they become.
  List<Storage> touched();

  /// @param kernel its number
  record Launch(int kernel, List<Storage> touched, Value value, String origin) implements PendingStep {
    public Launch {
      touched = List.copyOf(touched);
    }
  }

  record Bind(String symbol, Place x, Value value) implements PendingStep {
    @Override
    public List<Storage> touched() {
      return List.of(x.storage());
    }
  }

  /// What a body is given.
  record Handed(Storage storage, Shape shape) {
    Argument argument(ToIntFunction<Storage> index) {
      return new Argument(index.applyAsInt(storage), shape.dims());
    }
  }

  record Branch(Control.If op, Place condition, List<Handed> args, FunctionSteps then, FunctionSteps otherwise,
      List<Storage> made, Value value) implements PendingStep {
    @Override
    public List<Storage> touched() {
      return Stream.of(Stream.of(condition.storage()), args.stream().map(Handed::storage), made.stream())
          .flatMap(s -> s).toList();
    }
  }

  record Repeat(Control.Loop op, Place trips, Place condition, List<Handed> carried, List<Handed> captured,
      FunctionSteps body, List<Storage> made, Value value) implements PendingStep {
    @Override
    public List<Storage> touched() {
      return Stream.of(Stream.of(trips.storage(), condition.storage()), carried.stream().map(Handed::storage),
          captured.stream().map(Handed::storage), made.stream()).flatMap(s -> s).toList();
    }
  }
}
