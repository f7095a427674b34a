package io.sinter.cli;

import picocli.CommandLine.IVersionProvider;

/// `sinter 0.1.0 (Java 25.0.1, Linux amd64)`.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"sinter %s (Java %s, %s %s)".formatted(number(), System.getProperty("java.version"),
        System.getProperty("os.name"), System.getProperty("os.arch"))};
  }

  /// That of the module; compiled by hand it has none.
  static String number() {
    var module = Main.class.getModule().getDescriptor();
    return module == null ? "development" : module.rawVersion().orElse("development");
  }
}
