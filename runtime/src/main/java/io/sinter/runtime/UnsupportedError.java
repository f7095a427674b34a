package io.sinter.runtime;

import java.util.List;
import java.util.Optional;

/// The model is right, but uses what Sinter cannot do. Names all such nodes at once.
public final class UnsupportedError extends SinterException {
  private static final long serialVersionUID = 1;

  private final transient List<Node> nodes;

  /// One thing that is not supported.
  ///
  /// @param where the layer, node or file position
  /// @param what what is not supported there
  /// @param alternative the nearest thing that is
  public record Node(String where, String what, Optional<String> alternative) {
    public Node(String where, String what) {
      this(where, what, Optional.empty());
    }

    public Node(String where, String what, String alternative) {
      this(where, what, Optional.of(alternative));
    }
  }

  /// @param nodes at least one
  public UnsupportedError(List<Node> nodes) {
    super(message(nodes));
    this.nodes = List.copyOf(nodes);
  }

  public UnsupportedError(Node... nodes) {
    this(List.of(nodes));
  }

  public List<Node> nodes() {
    return nodes == null ? List.of() : nodes;
  }

  private static String message(List<Node> nodes) {
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("an error about no node");
    }
    var out = new StringBuilder(nodes.size() == 1
        ? "Sinter does not support one node of this model."
        : "Sinter does not support " + nodes.size() + " nodes of this model.");
    for (var node : nodes) {
      Problem.line(out, "where", node.where());
      Problem.line(out, "given", node.what());
      node.alternative().ifPresent(text -> Problem.line(out, "try", text));
    }
    return out.toString();
  }
}
