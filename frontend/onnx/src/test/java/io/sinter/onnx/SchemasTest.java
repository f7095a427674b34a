package io.sinter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.SinterException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The table of signatures, and that each of them is kept: nodes with one fault each are made from it.
class SchemasTest {
  /// Each version of each operator that Sinter knows.
  private static Stream<SchemaNodes> supported() {
    return Schemas.names().stream().flatMap(name -> Schemas.history(name).values().stream())
        .filter(s -> !s.deprecated() && Operators.find(s.name(), s.since()).isPresent())
        .map(s -> new SchemaNodes(s, s.since()));
  }

  @Test
  void everyOperatorThatIsKnownHasASignature() {
    assertThat(Schemas.names()).hasSizeGreaterThan(200);
    var without = new TreeSet<String>();
    for (var name : Operators.names()) {
      int since = Operators.since(name).orElseThrow();
      if (!name.startsWith("com.microsoft:") && Schemas.find(name, since).isEmpty()) {
        without.add(name);
      }
    }
    assertThat(without).isEmpty();
  }

  @Test
  void aNodeAsItsSignatureWantsPasses() {
    var refused = new ArrayList<String>();
    supported().flatMap(nodes -> nodes.right().stream()).forEach(graph -> {
      var thrown = catchThrowable(graph::read);
      if (thrown != null && (!(thrown instanceof SinterException) || thrown.getMessage().contains(" of opset ")
          || thrown.getMessage().startsWith("Values of a node that must have one type"))) {
        refused.add(graph.graph().getNode(0).getOpType() + ": " + thrown);
      }
    });
    assertThat(refused).isEmpty();
  }

  @Test
  void aNodeWithOneFaultIsRefusedForThatFault() {
    var faulty = supported().map(SchemaNodes::faulty).flatMap(List::stream).toList();
    System.out.println(faulty.size() + " nodes that break a signature are refused");
    var wrong = new ArrayList<String>();
    for (var f : faulty) {
      var thrown = catchThrowable(f.graph()::read);
      if (!(thrown instanceof ModelError error) || !sentence(error).equals(f.sentence())
          || error.problem().where().filter(w -> w.startsWith("node 'n' (")).isEmpty()) {
        wrong.add(f.fault() + ": " + thrown);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(faulty).hasSizeGreaterThan(4000);
  }

  private static String sentence(Throwable thrown) {
    return thrown.getMessage().lines().findFirst().orElse("");
  }
}
