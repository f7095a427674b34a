/// Kernel IR: loops, not models. One language at three levels.
///
/// *Computed*: a kernel is a list of stages, each with parallel axes, reduction axes, one buffer written and one
/// expression; the order of every reduction is fixed here, so results do not depend on threads or vector width.
/// *Scheduled*: stages are split, tiled, reordered and placed at loops of other stages, and axes carry labels
/// (SERIAL, UNROLL, VECTOR, LANE, LOCAL, GROUP). *Flat*: explicit loops, accumulators, linear indices and tails; for
/// devices whose groups have several work items also LOCAL loops, which stand in no other, the barriers between them,
/// and arrays that items share.
///
/// Enters: computed kernels, from fusion. Leaves: flat kernels, the only thing that a backend ever sees, through
/// the backend contract. The kernel interpreter runs flat kernels with the bits of the JVM's code.
/// Start reading at `Kernel`, then `Stage`, then the flat form.
@NullMarked
package io.sinter.ir.kernel;

import org.jspecify.annotations.NullMarked;
