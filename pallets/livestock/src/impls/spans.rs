//! Sorted spans of serials: what a stock holds, and what was ever received.

use alloc::vec::Vec;

use crate::types::Span;

/// The spans with `from..=to` added, neighbours merged; `None` if a serial is in them already.
pub(crate) fn with(spans: &[Span], from: u32, to: u32) -> Option<Vec<Span>> {
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len().saturating_add(1));
    let mut new = Span { from, to };
    let mut placed = false;
    for span in spans {
        if span.from <= new.to && new.from <= span.to {
            return None;
        }
        if span.to.checked_add(1) == Some(new.from) {
            new.from = span.from;
        } else if new.to.checked_add(1) == Some(span.from) {
            new.to = span.to;
        } else {
            if span.from > new.to && !placed {
                merged.push(new);
                placed = true;
            }
            merged.push(*span);
        }
    }
    if !placed {
        merged.push(new);
    }
    Some(merged)
}

/// The spans without `from..=to`; `None` if a serial of it is not in them.
pub(crate) fn without(spans: &[Span], from: u32, to: u32) -> Option<Vec<Span>> {
    let at = spans
        .iter()
        .position(|span| span.from <= from && to <= span.to)?;
    let mut left = Vec::with_capacity(spans.len().saturating_add(1));
    for (index, span) in spans.iter().enumerate() {
        if index != at {
            left.push(*span);
            continue;
        }
        if let Some(end) = from.checked_sub(1).filter(|end| *end >= span.from) {
            left.push(Span {
                from: span.from,
                to: end,
            });
        }
        if let Some(start) = to.checked_add(1).filter(|start| *start <= span.to) {
            left.push(Span {
                from: start,
                to: span.to,
            });
        }
    }
    Some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(list: &[(u32, u32)]) -> Vec<Span> {
        list.iter()
            .map(|(from, to)| Span {
                from: *from,
                to: *to,
            })
            .collect()
    }

    #[test]
    fn adding_merges_neighbours_and_refuses_overlap() {
        let some = spans(&[(0, 4), (10, 14)]);
        assert_eq!(with(&some, 5, 9), Some(spans(&[(0, 14)])));
        assert_eq!(with(&some, 5, 8), Some(spans(&[(0, 8), (10, 14)])));
        assert_eq!(with(&some, 6, 9), Some(spans(&[(0, 4), (6, 14)])));
        assert_eq!(with(&some, 6, 8), Some(spans(&[(0, 4), (6, 8), (10, 14)])));
        assert_eq!(
            with(&some, 20, 20),
            Some(spans(&[(0, 4), (10, 14), (20, 20)]))
        );
        assert_eq!(with(&some, 4, 4), None);
        assert_eq!(with(&some, 0, 20), None);
        assert_eq!(with(&[], 3, 3), Some(spans(&[(3, 3)])));
    }

    #[test]
    fn removing_cuts_and_refuses_what_is_not_there() {
        let some = spans(&[(0, 4), (10, 14)]);
        assert_eq!(without(&some, 0, 4), Some(spans(&[(10, 14)])));
        assert_eq!(
            without(&some, 1, 3),
            Some(spans(&[(0, 0), (4, 4), (10, 14)]))
        );
        assert_eq!(without(&some, 12, 14), Some(spans(&[(0, 4), (10, 11)])));
        assert_eq!(without(&some, 4, 10), None);
        assert_eq!(without(&some, 5, 5), None);
    }

    proptest::proptest! {
        #[test]
        fn adding_and_removing_agree_with_a_set(
            steps in proptest::collection::vec((proptest::bool::ANY, 0u32..40, 0u32..8), 1..60),
        ) {
            let mut set = std::collections::BTreeSet::new();
            let mut list = Vec::new();
            for (add, from, more) in steps {
                let range = from..=from + more;
                if add {
                    let free = range.clone().all(|serial| !set.contains(&serial));
                    let next = with(&list, from, from + more);
                    proptest::prop_assert_eq!(next.is_some(), free);
                    if let Some(next) = next {
                        set.extend(range);
                        list = next;
                    }
                } else {
                    let there = range.clone().all(|serial| set.contains(&serial));
                    let next = without(&list, from, from + more);
                    proptest::prop_assert_eq!(next.is_some(), there);
                    if let Some(next) = next {
                        set.retain(|serial| !range.contains(serial));
                        list = next;
                    }
                }
                let flat: Vec<u32> = list.iter().flat_map(|span| span.from..=span.to).collect();
                proptest::prop_assert_eq!(flat, set.iter().copied().collect::<Vec<_>>());
                let apart = list.windows(2).all(|pair| pair[0].to + 1 < pair[1].from);
                proptest::prop_assert!(apart);
            }
        }
    }
}
