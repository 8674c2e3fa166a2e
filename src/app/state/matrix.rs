//! The matrix of relations in the window.

use std::sync::Arc;

use crate::app::jobs::memo::{Memo, Same};
use crate::model::Chart;
use crate::scene::matrix::{Matrix, MatrixSheet, sheet};
use crate::scene::{RelationFilter, SceneRequest};

/// A matrix with its picture.
pub(crate) struct MatrixView {
    pub(crate) language: String,
    pub(crate) matrix: Matrix,
    pub(crate) sheet: MatrixSheet,
}

pub(crate) type MatrixMemo = Memo<(Same<Chart>, SceneRequest), MatrixView>;

/// The matrix of all relations of a chart, with the collapsed units of a view.
pub(crate) fn get(
    memo: &mut MatrixMemo,
    chart: &Arc<Chart>,
    view: SceneRequest,
) -> Arc<MatrixView> {
    let request = SceneRequest { relations: RelationFilter::all(), heading: true, ..view };
    memo.get((Same::of(chart), request), |(chart, request)| {
        let matrix = Matrix::new(&chart.0, request);
        let sheet = sheet(&chart.0, &matrix, request);
        MatrixView { language: request.language.clone(), matrix, sheet }
    })
}
