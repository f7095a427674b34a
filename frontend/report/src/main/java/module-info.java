/// What a compiled model is and how it runs, to look at: a report in one HTML file, a timeline of its launches.
module io.sinter.report {
  requires transitive io.sinter.frontend;
  requires transitive com.google.gson;
  requires com.google.common;
  requires org.eclipse.elk.graph;
  requires org.eclipse.elk.core;
  requires org.eclipse.elk.alg.layered;
  requires org.eclipse.emf.common;
  requires org.eclipse.emf.ecore;
  requires static jdk.incubator.vector;
  requires static transitive org.jspecify;

  exports io.sinter.report;
}
