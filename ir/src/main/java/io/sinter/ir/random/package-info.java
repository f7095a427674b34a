/// Random typed functions and tensors, and a shrinker: what property tests and fuzzing are made of.
///
/// `RandomFunctions` makes a function from a seed, `RandomTensors` makes inputs for it. A property that fails is
/// made small by `Shrinker`, and what is left is kept as `.sir` text. The package is not exported: tests reach it on
/// the class path, and nothing that compiles or runs a model uses it.
@NullMarked
package io.sinter.ir.random;

import org.jspecify.annotations.NullMarked;
