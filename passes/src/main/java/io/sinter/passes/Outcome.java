package io.sinter.passes;

import io.sinter.ir.Function;

/// What a pipeline made of a function, and how.
public record Outcome(Function function, Report report) {}
