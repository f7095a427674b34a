/// From an optimised tensor function to flat kernels and a program.
///
/// Fusion decides which ops share a kernel and writes them as stages; scheduling splits, tiles, labels and places
/// those stages as a function of register count, vector width and the compiler behind the target; flattening makes
/// loops, accumulators and tails explicit; memory planning gives every buffer its place in a frame.
///
/// Enters: an optimised function and a target's capabilities. Leaves: flat kernels and the steps that launch them.
/// No model, operator or layer name decides anything from here on.
/// Start reading at fusion, then scheduling.
@NullMarked
package io.sinter.passes.kernel;

import org.jspecify.annotations.NullMarked;
