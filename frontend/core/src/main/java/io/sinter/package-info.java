/// The front door for programs that use Sinter, and its composition root.
///
/// Compile options in one record, compiling a function for a target, and the executable that comes back. Targets
/// are found by `ServiceLoader`; the pipeline, the backends and the runtime meet here and nowhere else.
///
/// Enters: a function and options. Leaves: an executable, or one of three errors (`ModelError`: the model is
/// wrong; `UnsupportedError`: all that is not supported yet, at once; `CompilerBug`: with the path of a reproducer).
/// Start reading at `Sinter`.
@NullMarked
package io.sinter;

import org.jspecify.annotations.NullMarked;
