package io.sinter.report;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.math.KVector;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.options.SizeConstraint;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/// Boxes, some within others, and arrows between them, all running down: given their sizes, where they lie. The layout
/// is that of the Eclipse Layout Kernel (layered, after Sugiyama); the only class that knows of it.
final class Diagram {
  private static final AtomicBoolean REGISTERED = new AtomicBoolean();
  private static final double MARGIN = 10;

  private final ElkNode root = ElkGraphUtil.createGraph();
  private final Map<String, ElkNode> boxes = new LinkedHashMap<>();
  private final Map<String, ElkEdge> arrows = new LinkedHashMap<>();

  /// Where a box lies: its upper left corner, and its size.
  record Box(double x, double y, double width, double height) {}

  /// A corner of an arrow.
  record Point(double x, double y) {}

  /// Where all lies.
  ///
  /// @param boxes by their ids, those that hold others before those within
  /// @param arrows by their ids: from the end of a box to the start of another
  record Drawing(Map<String, Box> boxes, Map<String, List<Point>> arrows, double width, double height) {}

  Diagram() {
    spacing(root, 34);
  }

  private static void spacing(ElkNode graph, double layers) {
    graph.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    graph.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
    graph.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    graph.setProperty(CoreOptions.HIERARCHY_HANDLING, HierarchyHandling.INCLUDE_CHILDREN);
    graph.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.BRANDES_KOEPF);
    graph.setProperty(CoreOptions.SPACING_NODE_NODE, 26.0);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, layers);
    graph.setProperty(CoreOptions.SPACING_EDGE_NODE, 14.0);
    graph.setProperty(CoreOptions.SPACING_EDGE_EDGE, 9.0);
    graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, layers / 3);
    graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE_BETWEEN_LAYERS, layers / 4);
  }

  /// A box of a size.
  Diagram box(String id, double width, double height) {
    add(root, id).setDimensions(width, height);
    return this;
  }

  /// A box within another.
  Diagram box(String id, String outer, double width, double height) {
    add(boxes.get(outer), id).setDimensions(width, height);
    return this;
  }

  /// A box that is as large as what it holds, and the room for a title.
  Diagram frame(String id, String outer, double width, double title) {
    var frame = add(outer.isEmpty() ? root : boxes.get(outer), id);
    spacing(frame, 18);
    frame.setProperty(CoreOptions.PADDING, new ElkPadding(title, 12, 12, 12));
    frame.setProperty(CoreOptions.NODE_SIZE_MINIMUM, new KVector(width, title));
    frame.setProperty(CoreOptions.NODE_SIZE_CONSTRAINTS,
        EnumSet.of(SizeConstraint.MINIMUM_SIZE));
    return this;
  }

  private ElkNode add(ElkNode outer, String id) {
    var node = ElkGraphUtil.createNode(outer);
    if (boxes.put(id, node) != null) {
      throw new IllegalArgumentException("two boxes " + id);
    }
    return node;
  }

  boolean has(String id) {
    return boxes.containsKey(id);
  }

  Diagram arrow(String id, String from, String to) {
    arrows.put(id, ElkGraphUtil.createSimpleEdge(boxes.get(from), boxes.get(to)));
    return this;
  }

  Drawing draw() {
    if (REGISTERED.compareAndSet(false, true)) {
      LayoutMetaDataService.getInstance().registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
    }
    new RecursiveGraphLayoutEngine().layout(root, new BasicProgressMonitor());
    var placed = new LinkedHashMap<String, Box>();
    boxes.forEach((id, node) -> {
      var at = corner(node);
      placed.put(id, new Box(at.x(), at.y(), node.getWidth(), node.getHeight()));
    });
    var lines = new LinkedHashMap<String, List<Point>>();
    arrows.forEach((id, edge) -> lines.put(id, line(edge)));
    return new Drawing(placed, lines, root.getWidth() + 2 * MARGIN, root.getHeight() + 2 * MARGIN);
  }

  private static List<Point> line(ElkEdge edge) {
    var at = corner(edge.getContainingNode());
    var points = new ArrayList<Point>();
    for (var section : edge.getSections()) {
      points.add(new Point(at.x() + section.getStartX(), at.y() + section.getStartY()));
      section.getBendPoints().forEach(b -> points.add(new Point(at.x() + b.getX(), at.y() + b.getY())));
      points.add(new Point(at.x() + section.getEndX(), at.y() + section.getEndY()));
    }
    return points;
  }

  private static Point corner(ElkNode node) {
    double x = MARGIN;
    double y = MARGIN;
    for (var n = node; n.getParent() != null; n = n.getParent()) {
      x += n.getX();
      y += n.getY();
    }
    return new Point(x, y);
  }
}
