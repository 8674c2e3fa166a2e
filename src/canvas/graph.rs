//! What is visible as the graph that `egui_graphs` shows: cards are nodes, lines are edges.
//!
//! The shapes are made beforehand, so a display only hands them over. The widget's own layout,
//! zoom, pan and hit tests are switched off: it would go through every node in every frame.

use std::sync::Arc;

use egui::{Pos2, Shape, Vec2};
use egui_graphs::{
    DisplayEdge, DisplayNode, DrawContext, EdgeProps, Graph, GraphView, Node, NodeProps,
    SettingsInteraction, SettingsNavigation,
};
use petgraph::Directed;
use petgraph::stable_graph::DefaultIx;

/// The shapes of a card or a line.
pub(super) type Shapes = Arc<[Shape]>;

/// A node or edge that draws what it was given.
#[derive(Clone, Debug)]
pub(super) struct Given {
    shapes: Shapes,
}

impl From<NodeProps<Shapes>> for Given {
    fn from(properties: NodeProps<Shapes>) -> Self {
        Self { shapes: properties.payload }
    }
}

impl From<EdgeProps<Shapes>> for Given {
    fn from(properties: EdgeProps<Shapes>) -> Self {
        Self { shapes: properties.payload }
    }
}

impl DisplayNode<Shapes, Shapes, Directed, DefaultIx> for Given {
    fn closest_boundary_point(&self, _direction: Vec2) -> Pos2 {
        Pos2::ZERO
    }

    fn shapes(&mut self, _context: &DrawContext<'_>) -> Vec<Shape> {
        self.shapes.to_vec()
    }

    fn update(&mut self, _properties: &NodeProps<Shapes>) {}

    fn is_inside(&self, _position: Pos2) -> bool {
        false
    }
}

impl DisplayEdge<Shapes, Shapes, Directed, DefaultIx, Self> for Given {
    fn shapes(
        &mut self,
        _start: &Node<Shapes, Shapes, Directed, DefaultIx, Self>,
        _end: &Node<Shapes, Shapes, Directed, DefaultIx, Self>,
        _context: &DrawContext<'_>,
    ) -> Vec<Shape> {
        self.shapes.to_vec()
    }

    fn update(&mut self, _properties: &EdgeProps<Shapes>) {}

    fn is_inside(
        &self,
        _start: &Node<Shapes, Shapes, Directed, DefaultIx, Self>,
        _end: &Node<Shapes, Shapes, Directed, DefaultIx, Self>,
        _position: Pos2,
    ) -> bool {
        false
    }
}

type VisibleGraph = Graph<Shapes, Shapes, Directed, DefaultIx, Given, Given>;

/// Positions are the scene's: nothing to lay out.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub(super) struct StillState;

impl egui_graphs::LayoutState for StillState {}

/// The layout that leaves everything where it is.
#[derive(Default)]
pub(super) struct Still;

impl egui_graphs::Layout<StillState> for Still {
    fn from_state(_state: StillState) -> impl egui_graphs::Layout<StillState> {
        Self
    }

    fn next<N, E, Ty, Ix, Dn, De>(&mut self, _: &mut Graph<N, E, Ty, Ix, Dn, De>, _: &egui::Ui)
    where
        N: Clone,
        E: Clone,
        Ty: petgraph::EdgeType,
        Ix: petgraph::graph::IndexType,
        Dn: DisplayNode<N, E, Ty, Ix>,
        De: DisplayEdge<N, E, Ty, Ix, Dn>,
    {
    }

    fn state(&self) -> StillState {
        StillState
    }
}

/// The graph of what is visible.
pub(super) struct Visible {
    graph: VisibleGraph,
}

impl Visible {
    pub(super) fn new() -> Self {
        Self { graph: Graph::new() }
    }

    /// Adds a card, or a field of cards seen from afar.
    pub(super) fn add_node(&mut self, shapes: Shapes) {
        self.graph.add_node_with_location(shapes, Pos2::ZERO);
    }

    /// Gives it all lines, as one edge between ends that need no place: the shapes hold all of
    /// each line's way, and the widget takes time for each pair of edges between the same ends.
    pub(super) fn set_lines(&mut self, shapes: Shapes) {
        let mut end = || self.graph.add_node_with_location(Shapes::default(), Pos2::ZERO);
        let (from, to) = (end(), end());
        self.graph.add_edge(from, to, shapes);
    }

    /// Shows it in all of the space there is.
    pub(super) fn show(&mut self, ui: &mut egui::Ui) -> egui::Response {
        let navigation = SettingsNavigation::new()
            .with_zoom_and_pan_enabled(false)
            .with_fit_to_screen_enabled(false);
        GraphView::<StillState, Still>::new()
            .with_interactions(&SettingsInteraction::new())
            .with_navigations(&navigation)
            .show(ui, &mut self.graph)
            .response
    }
}
