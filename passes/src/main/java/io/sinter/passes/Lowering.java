package io.sinter.passes;

import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.Origin;
import io.sinter.ir.Schema;
import io.sinter.ir.Value;
import io.sinter.ir.kernel.Backend;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Stmt;
import io.sinter.ir.kernel.Target;
import io.sinter.passes.Storages.Storage;
import io.sinter.passes.kernel.CommonLaunch;
import io.sinter.passes.kernel.Flatten;
import io.sinter.passes.kernel.Schedule;
import io.sinter.passes.kernel.Scheduling;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Workers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a function becomes for one target: a program, the kernels it launches at their three levels, and packed
/// weights.
///
/// @param values which value of the function each step leaves in the array it writes
public record Lowering(Program program, List<Stages> kernels, List<Object> weights, List<Value> values) {
  /// One way to run a kernel.
  public record Form(Schedule schedule, Kernel.Scheduled scheduled, Kernel.Flat flat) {}

  /// A kernel from what it computes to what backends see.
  ///
  /// @param forms the form for each target asked for; one launch serves them all
  /// @param extents what launches give for the flat kernels' last parameters, which only bound loops
  public record Stages(Kernel.Computed computed, List<Form> forms, List<Dim> extents) {
    public Stages {
      forms = List.copyOf(forms);
      extents = List.copyOf(extents);
    }

    public String name() {
      return computed.name();
    }

    /// The flat kernel of the first target.
    public Kernel.Flat flat() {
      return forms.getFirst().flat();
    }
  }

  public Lowering {
    kernels = List.copyOf(kernels);
    weights = List.copyOf(weights);
    values = List.copyOf(values);
  }

  /// Lowers a function whose layout is chosen: what [Pipelines#tensor] makes.
  ///
  /// @param targets each kernel gets a form for each, with the same bits and groups
  /// @throws io.sinter.runtime.UnsupportedError naming every value of an element type that kernels do not compute
  public static Lowering of(Function function, List<Target> targets) {
    KernelTypes.check(function);
    return new Steps(function, targets).lower();
  }

  private static final class Steps {
    private final Function function;
    private final List<Target> targets;
    private final Storages storages;
    private final Fusion fusion;
    private final Map<Kernel.Computed, Integer> numbers = new HashMap<>();
    private final List<BuildKernel.Built> kernels = new ArrayList<>();
    private final List<Pending> launches = new ArrayList<>();

    /// A launch of kernel number `kernel`, whose arrays have no sources yet.
    private record Pending(int kernel, List<Storage> arrays, Value value, String origin) {}

    Steps(Function function, List<Target> targets) {
      this.function = function;
      this.targets = targets;
      this.fusion = Fusion.of(function);
      this.storages = Storages.of(function, fusion);
    }

    Lowering lower() {
      for (var group : fusion.groups()) {
        var root = group.root();
        switch (root.op()) {
          case Op.Reshape r -> reshape(root, r);
          case Op.Concatenate c -> concatenate(root, c);
          case Op.Parameter _, Op.Constant _, Op.Elementwise _, Op.Broadcast _, Op.Transpose _, Op.Slice _, Op.Pad _,
               Op.Reduce _, Op.ReduceWindow _, Op.Contraction _, Op.Relayout _, Op.Composite _,
               Counting _, Indexed _, Op.CumulativeReduce _, Control _, Op.Project _, Op.Bind _ ->
              launch(BuildKernel.of(group, storages, name(group)), root, origin(group));
        }
      }
      return program();
    }

    private static String name(Fusion.Group group) {
      var heavy = group.members().stream().filter(v -> !(v.op() instanceof Op.Elementwise)).map(Steps::mnemonic);
      var root = mnemonic(group.root());
      return Stream.concat(heavy, Stream.of(root)).distinct()
          .reduce((a, b) -> a + "_" + b).orElse(root);
    }

    private static String mnemonic(Value v) {
      return Schema.of(v.op()).mnemonic(v.op());
    }

    private static String origin(Fusion.Group group) {
      return group.members().stream().map(Value::origin).reduce(Origin.NONE, Origin::and)
          .toString();
    }

    /// A reshape is another name for its operand's array, unless that lies elsewhere.
    private void reshape(Value v, Op.Reshape r) {
      if (storages.of(v).storage() != storages.of(r.x()).storage()) {
        launch(BuildKernel.copy(v, storages.of(v), storages, "reshape"), v, v.origin().toString());
      }
    }

    /// What its operands did not compute in place is copied.
    private void concatenate(Value v, Op.Concatenate c) {
      var start = new ArrayList<>(Collections.nCopies(v.type().rank(), Dim.ZERO));
      for (var x : c.args()) {
        var part = new Storages.Place(storages.of(v).storage(), storages.of(v).layout().shifted(start));
        if (!storages.has(x) || !storages.of(x).equals(part)) {
          launch(BuildKernel.copy(x, part, storages, "concatenate"), x, v.origin().toString());
        }
        start.set(c.axis(), start.get(c.axis()).plus(x.type().dim(c.axis())));
      }
    }

    /// Launches that compute the same share the kernel of the first.
    private void launch(BuildKernel.Built built, Value value, String origin) {
      int next = kernels.size();
      int number = numbers.computeIfAbsent(named(built.kernel(), ""), k -> next);
      if (number == next) {
        var kernel = named(built.kernel(), built.kernel().name() + "_" + number);
        kernels.add(new BuildKernel.Built(kernel, built.stages(), built.arrays(), built.rows()));
      }
      launches.add(new Pending(number, built.arrays(), value, origin));
    }

    private static Kernel.Computed named(Kernel.Computed k, String name) {
      return new Kernel.Computed(name, k.parameters(), k.buffers(), k.stages());
    }

    private Stages lower(BuildKernel.Built built) {
      var named = built.kernel();
      var schedules = targets.stream().map(t -> ChooseSchedule.of(built, t)).toList();
      var scheduled = schedules.stream().map(x -> Scheduling.apply(named, x)).toList();
      var common = CommonLaunch.of(IntStream.range(0, targets.size())
          .mapToObj(i -> Flatten.flatten(scheduled.get(i), targets.get(i))).toList());
      var forms = IntStream.range(0, targets.size())
          .mapToObj(i -> new Form(schedules.get(i), scheduled.get(i), common.forms().get(i))).toList();
      requireOneGrouping(named, forms);
      return new Stages(named, forms, common.extents());
    }

    private static void requireOneGrouping(Kernel named, List<Form> forms) {
      if (forms.stream().map(f -> f.flat().group().map(Stmt.Loop::extent)).distinct().count() > 1) {
        throw new IllegalStateException("the forms of kernel " + named.name() + " have different groups");
      }
    }

    private Lowering program() {
      var lowered = Workers.map(kernels, this::lower);
      var plan = PlanMemory.of(launches.stream().map(Pending::arrays).toList());
      var buffers = new LinkedHashMap<Storage, Program.Buffer>();
      var index = new LinkedHashMap<Storage, Integer>();
      for (var l : launches) {
        for (var s : l.arrays()) {
          if (!index.containsKey(s)) {
            index.put(s, index.size());
            buffers.put(s, new Program.Buffer("b" + s.id(), s.type(), s.layout().size(), plan.of().get(s)));
          }
        }
      }
      var steps = launches.stream().<Program.Step>map(l -> {
        var kernel = lowered.get(l.kernel());
        return new Launch(kernel.name(), l.arrays().stream().map(index::get).toList(), scratch(kernel.flat()),
            arguments(kernel), kernel.extents().size(),
            kernel.flat().group().map(Stmt.Loop::extent).orElse(Dim.ONE), l.origin());
      }).toList();
      var symbols = new TreeSet<String>();
      function.parameters().forEach(p -> p.type().shape().dims().forEach(d -> symbols.addAll(d.symbols())));
      var weights = Workers.map(storages.weights(), w -> Packing.pack(w.literal(), w.layout()));
      return new Lowering(new Program(signature(), List.copyOf(symbols), plan.slots(), List.copyOf(buffers.values()),
          steps), lowered, weights, launches.stream().map(Pending::value).toList());
    }

    private static List<Dim> arguments(Stages kernel) {
      var own = kernel.computed().parameters().stream().map(Dim::symbol);
      return Stream.concat(own, kernel.extents().stream()).toList();
    }

    private static List<Program.Slot> scratch(Kernel.Flat kernel) {
      return Backend.scratch(kernel).stream()
          .map(b -> new Program.Slot(b.type(), b.layout().size(), 0, false)).toList();
    }

    private Signature signature() {
      return Lowering.signature(function);
    }
  }

  /// What a function takes and gives.
  public static Signature signature(Function function) {
    var inputs = function.parameters().stream()
        .map(p -> new Signature.Port(((Op.Parameter) p.op()).name(), p.type())).toList();
    var outputs = IntStream.range(0, function.results().size())
        .mapToObj(i -> new Signature.Port(function.outputs().get(i), function.results().get(i).type())).toList();
    return new Signature(inputs, outputs);
  }
}
