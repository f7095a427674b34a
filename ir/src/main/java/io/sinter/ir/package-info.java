/// What a tensor program means.
///
/// A function is an ordered, immutable let-list in SSA form. Ops are records, and a record's header is the
/// schema: traversal, copying, printing, parsing and common-subexpression elimination are derived from it. Here
/// are also the meaning of scalar functions (shared with kernels), the type rules with their numbered
/// constraints, the text form `.sir` (`parse(print(f))` equals `f`), the verifier and the interpreter, which runs
/// an imported function with wide accumulators and defines what every other target must answer.
///
/// Enters: a function built by a model reader, or parsed from text. Leaves: a verified function for the passes.
/// Start reading at `Op` and its `permits` clause, then `Function`.
@NullMarked
package io.sinter.ir;

import org.jspecify.annotations.NullMarked;
