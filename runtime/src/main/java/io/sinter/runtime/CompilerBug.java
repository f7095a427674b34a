package io.sinter.runtime;

import java.nio.file.Path;
import java.util.Optional;

/// Sinter itself is wrong: a pass broke a rule, a verifier refused what a pass made, a kernel left its arrays.
public final class CompilerBug extends SinterException {
  private static final long serialVersionUID = 1;

  private final String sentence;
  private final String stage;
  private final transient Optional<Path> reproducer;

  /// @param stage the pass, kernel or launch where it showed
  /// @param sentence what went wrong
  public CompilerBug(String stage, String sentence) {
    super(message(stage, sentence, Optional.empty(), Optional.empty()));
    this.stage = stage;
    this.sentence = sentence;
    this.reproducer = Optional.empty();
  }

  public CompilerBug(String stage, String sentence, Throwable cause) {
    this(stage, sentence, cause, Optional.empty());
  }

  /// @param reproducer a file that replays the failure
  public CompilerBug(String stage, String sentence, Throwable cause, Optional<Path> reproducer) {
    super(message(stage, sentence, Optional.of(cause), reproducer), cause);
    this.stage = stage;
    this.sentence = sentence;
    this.reproducer = reproducer;
  }

  /// The same bug with a file that replays it.
  public CompilerBug withReproducer(Path file) {
    return new CompilerBug(stage, sentence, getCause() == null ? this : getCause(), Optional.of(file));
  }

  public String stage() {
    return stage;
  }

  public Optional<Path> reproducer() {
    return reproducer == null ? Optional.empty() : reproducer;
  }

  private static String message(String stage, String sentence, Optional<Throwable> cause, Optional<Path> reproducer) {
    var problem = Problem.of(sentence).where(stage);
    if (cause.isPresent() && !(cause.get() instanceof CompilerBug)) {
      problem = problem.given(cause.get());
    }
    var report = "this is a bug in Sinter, not in the model: please report it";
    return problem.tryThis(reproducer.map(file -> report + " with " + file).orElse(report)).toString();
  }
}
