package io.sinter.runtime;

/// The type of a value in a program: what it is, not how it lies in memory.
public sealed interface Type permits TensorType, UnrankedType, SequenceType, OptionalType, MapType {}
