/// How a tensor program gets better without changing meaning.
///
/// Three shapes, all values: rules (a law, an example that is also its test, and an exactness), analyses (facts
/// about a function, recomputed) and transforms (function to function, for what is not local). A pipeline is a
/// list in one file per target, each pass with its reason. One driver verifies, times, counts rule hits, dumps
/// what changed, and on failure writes a reproducer.
///
/// Then it is lowered: fusion cuts it into kernels, storages give values their places, each kernel gets a schedule,
/// and memory is planned.
///
/// Enters: a verified function. Leaves: a program, its kernels at every level, packed weights.
/// Start reading at `Pipelines`, then any rule; at `Lowering`, then `Fusion`.
@NullMarked
package io.sinter.passes;

import org.jspecify.annotations.NullMarked;
