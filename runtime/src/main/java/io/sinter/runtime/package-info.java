/// What a saved model contains and what it takes to run it; nothing here knows how models are compiled.
///
/// The vocabulary comes first: `DType`, `Dim` (size expressions over named symbols, with their
/// evaluator), `Shape`, `Type`, `Signature`, `Tensor`. On it stand `Program` (the steps of a compiled model, as
/// data), `Artifact` (signature, program, kernels as bytes, weights) and `Executable` (immutable code and packed
/// weights, safe for many threads), the worker pool, frames of memory, deadlines and budgets, and one JFR
/// event per launch that carries the layer's name.
///
/// Enters: tensors, and an artifact. Leaves: tensors that belong to the caller.
/// Depends on the JDK only: this, kernels and weights are all that an emitted jar holds.
/// Start reading at `Tensor`, then `Program`, then `Executable`.
@NullMarked
package io.sinter.runtime;

import org.jspecify.annotations.NullMarked;
