//! A paper on pages: complete, inside the margins, and a PDF with only the characters it needs.

use super::{layout::pages, *};
use crate::{
    certificate::paper::Cell,
    config::Config,
    pdf::{Mark, HEIGHT, WIDTH},
};

fn typeface() -> Typeface {
    let font = Config::default().font;
    Typeface::load(&font.file, font.index).unwrap()
}

fn paper(tags: usize) -> Paper {
    let cell = |label: &str, value: &str, share| Cell {
        label: label.to_owned(),
        value: value.to_owned(),
        share,
    };
    Paper {
        title: "动物检疫证明（动物B）".to_owned(),
        older_title: "2022 年前名称：动物检疫合格证明（动物B）".to_owned(),
        number: "5001532609220007".to_owned(),
        ledger: "电子证明 · 县域链检疫证明 7".to_owned(),
        rows: vec![
            vec![cell("货主", "荣昌某养殖场", 3), cell("联系电话", "—", 2)],
            vec![cell("启运地点", &"重庆市荣昌区昌元街道".repeat(9), 1)],
        ],
        statement: "本批动物经检疫合格，应于当日内到达有效。".to_owned(),
        signature: vec![cell("官方兽医（电子签名）", "官方兽医 3 号", 1)],
        code: Some(format!("HTTPS://RONGCHANG.EXAMPLE/V/{}", "0AZ9".repeat(80))),
        notes: vec!["注：一证一车一地。".to_owned()],
        tags_title: format!("牲畜耳标号（共 {tags} 项）"),
        tags: (0..tags).map(|at| format!("1500153{at:08}")).collect(),
        ..Paper::default()
    }
}

#[test]
fn a_load_of_500_takes_more_pages_and_loses_no_tag() {
    let sheets = pages(&paper(500), &typeface()).unwrap();
    assert!(sheets.len() > 1, "{} pages", sheets.len());
    let mut texts = Vec::new();
    for mark in sheets.iter().flatten() {
        match mark {
            Mark::Text {
                x, y, size, text, ..
            } => {
                let ruler = typeface();
                let width = ruler.ruler().unwrap().width(text, *size);
                assert!(*x >= 40.0 && x + width <= WIDTH - 40.0, "{text}");
                assert!(*y > 40.0 && *y < HEIGHT - 20.0, "{text}");
                texts.push(text.clone());
            }
            Mark::Code { x, y, side, .. } => {
                assert!(x + side <= WIDTH && y + side <= HEIGHT);
            }
            _ => {}
        }
    }
    for tag in &paper(500).tags {
        assert!(texts.contains(tag), "{tag}");
    }
}

#[test]
fn lines_break_between_words_and_not_before_a_full_stop() {
    let typeface = typeface();
    let ruler = typeface.ruler().unwrap();
    let text = "一二三四五。HTTPS word";
    for width in [20.0, 50.0, 55.0, 61.0, 90.0] {
        let lines = ruler.lines(text, 10.0, width);
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        for line in &lines {
            assert!(ruler.width(line, 10.0) <= width, "{line:?} in {width}");
        }
        if width > 30.0 {
            assert!(
                lines.iter().all(|line| !line.starts_with('。')),
                "{lines:?}"
            );
        }
    }
}

#[test]
fn the_file_is_a_small_pdf() {
    let font = Config::default().font;
    let bytes = draw(&paper(130), &font.file, font.index).unwrap();
    assert!(bytes.starts_with(b"%PDF-1."));
    assert!(bytes.len() < 200_000, "{} bytes", bytes.len());
    let missing = draw(&paper(1), std::path::Path::new("/none.ttc"), 0);
    assert!(matches!(missing, Err(PdfError::Missing { .. })));
    assert!(matches!(
        draw(&paper(1), &font.file, 999),
        Err(PdfError::Font { .. })
    ));
}
