//! The picture of an outbreak: one column for each step away from the farm, lines for rides.

use std::collections::{BTreeMap, BTreeSet};

use crate::livestock::contacts::Contacts;

/// How many places a picture shows; a list says the rest.
const NODES_MAX: usize = 80;
const COLUMN: u32 = 230;
const BOX_WIDTH: u32 = 170;
const BOX_HEIGHT: u32 = 40;
const ROW: u32 = 58;
const MARGIN: u32 = 12;
/// Characters that fit into a box.
const LABEL_MAX: usize = 11;

/// A place or vehicle in the picture.
pub(super) struct Spot {
    pub(super) x: u32,
    pub(super) y: u32,
    /// Names the colour: `start`, `farm`, `vehicle`, `slaughterhouse`, `plant` or `buyer`.
    pub(super) kind: String,
    pub(super) label: String,
}

/// A ride in the picture.
pub(super) struct Path {
    /// As an SVG path.
    pub(super) d: String,
}

/// The picture.
pub(super) struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) spots: Vec<Spot>,
    pub(super) paths: Vec<Path>,
}

impl Spot {
    pub(super) fn width(&self) -> u32 {
        BOX_WIDTH
    }

    pub(super) fn height(&self) -> u32 {
        BOX_HEIGHT
    }

    pub(super) fn text_x(&self) -> u32 {
        self.x + BOX_WIDTH / 2
    }

    pub(super) fn text_y(&self) -> u32 {
        self.y + BOX_HEIGHT / 2 + 5
    }

    /// The colour of the box, which the legend has as well (`console.css`).
    pub(super) fn fill(&self) -> &'static str {
        match self.kind.as_str() {
            "start" => "#b3261e",
            "vehicle" => "#3d4b5f",
            "slaughterhouse" => "#87540a",
            "plant" => "#6d2b3d",
            "buyer" => "#4b4a8c",
            _ => "#14694a",
        }
    }
}

impl Picture {
    /// Draws who was in contact; the farm itself stands left.
    pub(super) fn of(found: &Contacts, labels: &[String]) -> Self {
        let mut rows: BTreeMap<i64, u32> = BTreeMap::new();
        let mut places: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
        let mut spots = Vec::new();
        for (node, label) in found.nodes.iter().zip(labels).take(NODES_MAX) {
            let column = u32::try_from(node.distance).unwrap_or(0);
            let row = rows.entry(node.distance).or_insert(0);
            let (x, y) = (MARGIN + column * COLUMN, MARGIN + *row * ROW);
            *row += 1;
            places.insert(&node.id, (x, y));
            spots.push(Spot {
                x,
                y,
                kind: if spots.is_empty() {
                    "start".to_owned()
                } else {
                    node.kind.clone()
                },
                label: short(label),
            });
        }
        let mut drawn = BTreeSet::new();
        let mut paths = Vec::new();
        for edge in &found.edges {
            let ends = places
                .get(edge.from.as_str())
                .zip(places.get(edge.to.as_str()));
            if let Some((from, to)) = ends {
                if drawn.insert((from, to)) {
                    paths.push(Path {
                        d: curve(*from, *to),
                    });
                }
            }
        }
        let columns = rows.keys().next_back().copied().unwrap_or(0);
        let columns = u32::try_from(columns).unwrap_or(0);
        let deepest = rows.values().max().copied().unwrap_or(1);
        Self {
            width: 2 * MARGIN + columns * COLUMN + BOX_WIDTH,
            height: 2 * MARGIN + (deepest - 1) * ROW + BOX_HEIGHT,
            spots,
            paths,
        }
    }
}

/// A line from one box to another, out of the side that faces it.
fn curve(from: (u32, u32), to: (u32, u32)) -> String {
    let middle = BOX_HEIGHT / 2;
    let (y1, y2) = (from.1 + middle, to.1 + middle);
    let (x1, x2) = if from.0 < to.0 {
        (from.0 + BOX_WIDTH, to.0)
    } else if from.0 > to.0 {
        (from.0, to.0 + BOX_WIDTH)
    } else {
        (from.0 + BOX_WIDTH, to.0 + BOX_WIDTH)
    };
    let bend = if from.0 == to.0 {
        x1 + 40
    } else {
        x1.midpoint(x2)
    };
    format!("M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}")
}

fn short(label: &str) -> String {
    if label.chars().count() <= LABEL_MAX {
        label.to_owned()
    } else {
        let start: String = label.chars().take(LABEL_MAX - 1).collect();
        format!("{start}…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        livestock::contacts::{Contact, Edge},
        shown::Instant,
    };

    fn contact(id: &str, kind: &str, distance: i64) -> Contact {
        Contact {
            id: id.to_owned(),
            kind: kind.to_owned(),
            organisation: None,
            name: None,
            division: None,
            distance,
            first: None,
            last: None,
        }
    }

    #[test]
    fn every_box_lies_inside_and_every_ride_joins_two() {
        let edge = |from: &str, to: &str| Edge {
            from: from.to_owned(),
            to: to.to_owned(),
            subject: "certificate:1".to_owned(),
            at: Instant(0),
            heads: 3,
        };
        let found = Contacts {
            nodes: vec![
                contact("organisation:1", "farm", 0),
                contact("vehicle:aa", "vehicle", 1),
                contact("organisation:2", "slaughterhouse", 1),
                contact("organisation:3", "farm", 2),
            ],
            edges: vec![
                edge("organisation:1", "vehicle:aa"),
                edge("organisation:1", "vehicle:aa"),
                edge("vehicle:aa", "organisation:2"),
                edge("organisation:2", "organisation:9"),
            ],
            rides: Vec::new(),
            truncated: false,
        };
        let labels = ["甲", "渝C12345", "一个名字很长很长很长的屠宰厂", "乙"].map(str::to_owned);
        let picture = Picture::of(&found, &labels);
        assert_eq!(picture.spots.len(), 4);
        // The same ride twice is one line; one to nowhere is none.
        assert_eq!(picture.paths.len(), 2);
        for spot in &picture.spots {
            assert!(spot.x + spot.width() <= picture.width);
            assert!(spot.y + spot.height() <= picture.height);
            assert!(spot.label.chars().count() <= LABEL_MAX);
        }
        assert_eq!(picture.spots[0].kind, "start");
    }
}
