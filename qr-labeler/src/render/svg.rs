//! A symbol as SVG: one path along the outlines of its dark areas.

use std::fmt::Write;

use super::{Qr, QUIET_ZONE, QUIET_ZONE_MAX};

/// How the SVG looks.
#[derive(Clone, Debug)]
pub struct SvgOptions {
    /// Light modules around the symbol; fewer than [`QUIET_ZONE`] only if the paper gives the rest.
    /// More than [`QUIET_ZONE_MAX`] counts as that.
    pub quiet_zone: u32,
    /// Text beneath for people: groups separated by spaces or hyphens, set on two lines.
    pub caption: Option<String>,
    /// Width of the printed picture in micrometres, quiet zone included. Without it the picture
    /// takes the size of its place.
    pub width_um: Option<u32>,
}

impl Default for SvgOptions {
    fn default() -> Self {
        Self {
            quiet_zone: QUIET_ZONE,
            caption: None,
            width_um: None,
        }
    }
}

/// Height of one line of the caption, in modules.
const LINE: u32 = 4;

/// Draws the symbol. The picture is black on white, has no outside references, and is the same for
/// the same input byte by byte.
pub fn svg(qr: &Qr, options: &SvgOptions) -> String {
    let lines = options
        .caption
        .as_deref()
        .map(two_lines)
        .unwrap_or_default();
    let quiet_zone = options.quiet_zone.min(QUIET_ZONE_MAX);
    let width = qr.width() + 2 * quiet_zone;
    // Each line has the same height, so the count of lines is all the layout needs to know.
    let height = lines.iter().fold(width, |height, _| height + LINE);
    let mut out = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {}role="img">"#,
        size(options.width_um, width, height),
    );
    if let Some(caption) = &options.caption {
        out += &format!("<title>{}</title>", escape(caption));
    }
    out += &format!(r##"<path fill="#fff" d="M0 0h{width}v{height}H0z"/>"##);
    let path = outline(qr, quiet_zone);
    out += &format!(r#"<path shape-rendering="crispEdges" d="{path}"/>"#);
    if !lines.is_empty() {
        out += &caption(&lines, qr.width(), width, quiet_zone);
    }
    out + "</svg>\n"
}

/// The attributes for a picture of a given width in micrometres, followed by a space.
fn size(width_um: Option<u32>, width: u32, height: u32) -> String {
    let Some(width_um) = width_um else {
        return String::new();
    };
    let height_um = u64::from(width_um) * u64::from(height) / u64::from(width);
    let mm = |um: u64| format!("{}.{:03}mm", um / 1000, um % 1000);
    format!(
        r#"width="{}" height="{}" "#,
        mm(width_um.into()),
        mm(height_um)
    )
}

/// The caption lines, as wide as the symbol whatever font the viewer has.
fn caption(lines: &[String], symbol: u32, width: u32, quiet_zone: u32) -> String {
    let mut out = String::from(
        r#"<g font-family="ui-monospace,Menlo,Consolas,monospace" font-size="4" text-anchor="middle">"#,
    );
    // The first baseline keeps the lower quiet zone light.
    let mut baseline = symbol + 2 * quiet_zone + LINE - 1;
    for line in lines {
        out += &format!(
            r#"<text x="{}" y="{baseline}" textLength="{symbol}" lengthAdjust="spacingAndGlyphs">{}</text>"#,
            half(width),
            escape(line),
        );
        baseline += LINE;
    }
    out + "</g>"
}

/// Half of a number of modules, exactly.
fn half(modules: u32) -> String {
    let half = modules / 2;
    if modules.is_multiple_of(2) {
        half.to_string()
    } else {
        format!("{half}.5")
    }
}

/// Cuts a caption into two lines at the group nearest to its middle.
fn two_lines(caption: &str) -> Vec<String> {
    let groups: Vec<&str> = caption
        .split([' ', '-'])
        .filter(|group| !group.is_empty())
        .collect();
    let (first, second) = groups.split_at(groups.len().div_ceil(2));
    [first, second]
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| line.join(" "))
        .collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Heading {
    Right,
    Down,
    Left,
    Up,
}

/// The outlines of all dark areas as one path, dark on the right-hand side. Unlike one rectangle
/// per module this leaves no hairlines in print and is a third of the size.
fn outline(qr: &Qr, offset: u32) -> String {
    let side = qr.width();
    let mut path = String::new();
    // Top edges that a loop has not passed yet, by column and row.
    let mut open = vec![false; usize::try_from(side * side).unwrap_or(0)];
    let place = |x: u32, y: u32| usize::try_from(y * side + x).unwrap_or(usize::MAX);
    for y in 0..side {
        for x in 0..side {
            if let Some(edge) = open.get_mut(place(x, y)) {
                *edge = leaves(qr, x, y, Heading::Right);
            }
        }
    }
    for y in 0..side {
        for x in 0..side {
            if !open.get(place(x, y)).copied().unwrap_or(false) {
                continue;
            }
            // Writing to a String cannot fail.
            let _ = write!(path, "M{} {}", x + offset, y + offset);
            follow(qr, (x, y), &mut path, |x, y| {
                if let Some(edge) = open.get_mut(place(x, y)) {
                    *edge = false;
                }
            });
        }
    }
    path
}

/// Whether an outline leaves the corner at (x, y) in this direction.
fn leaves(qr: &Qr, x: u32, y: u32, heading: Heading) -> bool {
    // The four modules around the corner; a module left of or above the symbol is light.
    let at = |left: u32, up: u32| match (x.checked_sub(left), y.checked_sub(up)) {
        (Some(x), Some(y)) => qr.is_dark(x, y),
        _ => false,
    };
    match heading {
        Heading::Right => at(0, 0) && !at(0, 1),
        Heading::Down => at(1, 0) && !at(0, 0),
        Heading::Left => at(1, 1) && !at(1, 0),
        Heading::Up => at(0, 1) && !at(1, 1),
    }
}

/// Writes one loop from its start, which must be the left end of a top edge, and reports each top
/// edge that it passes.
fn follow(qr: &Qr, start: (u32, u32), path: &mut String, mut passed: impl FnMut(u32, u32)) {
    let (mut x, mut y) = start;
    let mut heading = Heading::Right;
    loop {
        let mut length = 0u32;
        loop {
            match heading {
                Heading::Right => {
                    passed(x, y);
                    x += 1;
                }
                Heading::Down => y += 1,
                Heading::Left => x -= 1,
                Heading::Up => y -= 1,
            }
            length += 1;
            if !leaves(qr, x, y, heading) {
                break;
            }
        }
        let next = turn(qr, x, y, heading);
        // A loop may touch its start in passing; it ends where it would repeat its first side.
        if (x, y) == start && next == Heading::Right {
            // The last side goes back to the start by itself.
            path.push('z');
            return;
        }
        let _ = match heading {
            Heading::Right => write!(path, "h{length}"),
            Heading::Down => write!(path, "v{length}"),
            Heading::Left => write!(path, "h-{length}"),
            Heading::Up => write!(path, "v-{length}"),
        };
        heading = next;
    }
}

/// The new direction at a corner. Where two dark modules touch only there, turning right stays with
/// the module the loop came along.
fn turn(qr: &Qr, x: u32, y: u32, heading: Heading) -> Heading {
    let (right, left) = match heading {
        Heading::Right => (Heading::Down, Heading::Up),
        Heading::Down => (Heading::Left, Heading::Right),
        Heading::Left => (Heading::Up, Heading::Down),
        Heading::Up => (Heading::Right, Heading::Left),
    };
    if leaves(qr, x, y, right) {
        right
    } else {
        left
    }
}
