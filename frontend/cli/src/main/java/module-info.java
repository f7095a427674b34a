/// The command line. Requires the Vector API so that the module path resolves it without a flag.
module io.sinter.cli {
  requires io.sinter.check;
  requires io.sinter.report;
  requires info.picocli;
  requires java.desktop;
  requires jdk.incubator.vector;
  requires static transitive org.jspecify;

  exports io.sinter.cli;
  opens io.sinter.cli to info.picocli;
}
