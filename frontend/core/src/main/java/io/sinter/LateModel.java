package io.sinter;

import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;

/// A model that is compiled when it runs: once for each combination of values of the inputs on which ranks or axes
/// depend. Compiled forms are kept, the most recently used of them; all sizes share one.
public final class LateModel implements CompiledModel {
  /// How many compiled forms are kept.
  public static final int KEPT = 16;

  private final ModelSource source;
  private final CompileOptions options;
  private final LinkedList<Form> forms = new LinkedList<>();
  private final List<String> compilations = new ArrayList<>();
  private boolean closed;

  LateModel(ModelSource source, CompileOptions options) {
    this.source = source;
    this.options = options;
  }

  /// The model for some values.
  private static final class Form {
    private final ModelSource.Specialized source;
    private final CompiledModel model;
    private int users;
    private boolean dropped;

    Form(ModelSource.Specialized source, CompiledModel model) {
      this.source = source;
      this.model = model;
    }
  }

  @Override
  public Signature signature() {
    return source.signature();
  }

  @Override
  public List<Tensor> run(List<Tensor> inputs, RunOptions how) {
    var form = take(source.named(inputs));
    try {
      return form.model.run(inputs, how);
    } finally {
      giveBack(form);
    }
  }

  /// The form for some inputs, compiled if there is none. One is compiled at a time.
  private synchronized Form take(Map<String, Tensor> inputs) {
    if (closed) {
      throw new IllegalStateException("the model is closed");
    }
    var form = forms.stream().filter(f -> f.source.serves(inputs)).findFirst().orElseGet(() -> compile(inputs));
    forms.remove(form);
    forms.addFirst(form);
    form.users++;
    if (forms.size() > KEPT) {
      drop(forms.removeLast());
    }
    return form;
  }

  private Form compile(Map<String, Tensor> inputs) {
    var specialized = source.specialize(inputs);
    var model = Sinter.compile(specialized.function(), options);
    compilations.add("for " + specialized.reason() + ", for target " + options.target());
    return new Form(specialized, model);
  }

  private synchronized void giveBack(Form form) {
    form.users--;
    if (form.dropped && form.users == 0) {
      form.model.close();
    }
  }

  private static void drop(Form form) {
    form.dropped = true;
    if (form.users == 0) {
      form.model.close();
    }
  }

  /// Of the forms that there are; before the first run there is none.
  @Override
  public boolean awaitReady(Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    var models = models();
    return !models.isEmpty() && models.stream()
        .allMatch(m -> m.awaitReady(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
  }

  private synchronized List<CompiledModel> models() {
    return forms.stream().map(f -> f.model).toList();
  }

  @Override
  public synchronized List<String> compilations() {
    return List.copyOf(compilations);
  }

  /// Lets no new run begin; forms that are running are closed when they have ended.
  @Override
  public synchronized void close() {
    closed = true;
    forms.forEach(LateModel::drop);
    forms.clear();
  }
}
