package io.sinter.codegen.jvm;

import org.objectweb.asm.Type;

/// A vector class and how many bits wide: one constant `SPECIES_…` of the Vector API.
record Species(String vector, int bits) {
  static final String PACKAGE = "jdk/incubator/vector/";
  static final String DESCRIPTOR = "L" + PACKAGE + "VectorSpecies;";

  /// Exactly `lanes` lanes to compute with.
  ///
  /// @throws IllegalArgumentException when the Vector API has no such species
  static Species of(Kind kind, int lanes) {
    int bits = kind.bits() * lanes;
    if (bits < 64 || bits > 512 || Integer.bitCount(bits) != 1) {
      throw new IllegalArgumentException("no vector has " + lanes + " lanes of " + kind.bits() + " bits");
    }
    return new Species(kind.vector(), bits);
  }

  /// At least `lanes` elements of a byte or short array.
  static Species narrow(Type element, int lanes) {
    boolean bytes = element == Type.BYTE_TYPE;
    return new Species(PACKAGE + (bytes ? "ByteVector" : "ShortVector"), Math.max(64, lanes * (bytes ? 8 : 16)));
  }

  /// The lanes of a species made by [#narrow].
  int narrowLanes() {
    return bits / (vector.endsWith("ByteVector") ? 8 : 16);
  }

  String field() {
    return "SPECIES_" + bits;
  }

  String vectorDescriptor() {
    return "L" + vector + ";";
  }
}
