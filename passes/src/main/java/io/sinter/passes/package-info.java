/// How a tensor program gets better without changing meaning.
///
/// Three shapes, all values: rules (a law, an example that is also its test, and an exactness), analyses (facts
/// about a function, recomputed) and transforms (function to function, for what is not local). A pipeline is a
/// list in one file per target, each pass with its reason. One driver verifies, times, counts rule hits, dumps
/// what changed, and on failure writes a reproducer.
///
/// Enters: a verified function. Leaves: the same meaning in the ops that lowering accepts.
/// Start reading at the pipeline file, then any rule.
@NullMarked
package io.sinter.passes;

import org.jspecify.annotations.NullMarked;
