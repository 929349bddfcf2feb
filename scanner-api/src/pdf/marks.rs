//! What stands on a page, in points from the upper left corner of A4.

use qr_labeler::render::Qr;

/// Width of A4 in points.
pub(crate) const WIDTH: f32 = 595.28;
/// Height of A4 in points.
pub(crate) const HEIGHT: f32 = 841.89;

/// How dark a mark is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ink {
    Black,
    Grey,
    Red,
}

/// Something on the paper.
pub(crate) enum Mark {
    /// A line of text; `y` is its baseline.
    Text {
        x: f32,
        y: f32,
        size: f32,
        ink: Ink,
        text: String,
    },
    /// A ruled line.
    Rule { from: (f32, f32), to: (f32, f32) },
    /// The light ground of a label.
    Ground {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
    },
    /// The symbol, in modules.
    Code {
        x: f32,
        y: f32,
        side: f32,
        qr: Box<Qr>,
    },
}

/// One page.
pub(crate) type Sheet = Vec<Mark>;
