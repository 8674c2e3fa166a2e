//! Relations of a matrix as a table with heads and sums.

use std::ops::Range;

use crate::scene::Subject;
use crate::scene::matrix::{Matrix, MatrixMark, MatrixSheet};
use crate::scene::structure::{Element, HeadOf, Node, Said};
use crate::scene::{Description, Group};

/// Adds heads, marks with their sentences, and sums.
pub(super) fn of_matrix<'a>(matrix: &Matrix, sheet: &'a MatrixSheet) -> Node<'a> {
    let (row_count, column_count) = (matrix.rows.len(), matrix.columns.len());
    let text = |items: Range<usize>| vec![Node::text(0, items, "")];
    let head = |of, items| Node::Group(Element::HeadCell(of), text(items));
    let cell = |content| Node::Group(Element::Cell, content);
    let sum = |at: usize| sheet.sums.start + at..sheet.sums.start + at + 1;
    let row = |cells| Node::Group(Element::Row, cells);
    let column_heads = sheet.column_heads.iter().cloned();
    let mut names = vec![cell(Vec::new())];
    names.extend(column_heads.map(|items| head(HeadOf::Column, items)));
    names.push(head(HeadOf::Column, sum(row_count + column_count + 1)));
    let mut rows = vec![row(names)];
    let is_mark = |group: &&Group| matches!(group.subject, Subject::Relation(_));
    let groups = sheet.scene.groups.iter().filter(is_mark);
    let mut marks = sheet.marks.iter().zip(groups).peekable();
    for (at, items) in sheet.row_heads.iter().enumerate() {
        let mut cells = vec![head(HeadOf::Row, items.clone())];
        for column in 0..column_count {
            let is_here = |(mark, _): &(&MatrixMark, &Group)| {
                let place = &matrix.cells[mark.cell];
                (place.row, place.column) == (at, column)
            };
            let mut figures = Vec::new();
            while let Some((mark, group)) = marks.next_if(is_here) {
                figures.push(figure(mark, group));
            }
            cells.push(cell(figures));
        }
        cells.push(cell(text(sum(at))));
        rows.push(row(cells));
    }
    let mut sums = vec![head(HeadOf::Row, sum(row_count + column_count))];
    sums.extend((0..column_count).map(|at| cell(text(sum(row_count + at)))));
    sums.push(cell(text(sum(row_count + column_count + 2))));
    rows.push(row(sums));
    Node::Group(Element::Table, rows)
}

/// A mark as a drawing that its sentences stand for.
fn figure<'a>(mark: &MatrixMark, group: &'a Group) -> Node<'a> {
    let said = match group.description.as_deref() {
        Some(Description::Relation { sentence, .. }) => {
            Said { words: sentence.as_str().into(), language: "" }
        }
        _ => Said::default(),
    };
    let drawing = Node::drawing(0, mark.items.clone());
    Node::Group(Element::Figure(said, 0, mark.rect), vec![drawing])
}
