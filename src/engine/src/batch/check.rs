//! Cells that only the model can prove wrong.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Builder;

use ::publish::sheets::{Column, Item, Plan, Problem};
use asset::{Defect, Facts, Model};
use audit::{Allowances, Gate, codes};
use base::{Fault, FaultKind, Job, Quiet, Result};
use viewer::Attributes;

use super::DIMENSION_TOLERANCE;
use crate::{Engine, attributes, file_name, gate};

impl Engine {
    /// Reads every model of `plan`, `jobs` at once, and gives all cells that are wrong, those that
    /// the plan knew already among them, by row; what customers wouldn't see of a model is one, unless
    /// it is `allowed`. Nothing is written.
    ///
    /// # Errors
    /// Cancelled.
    pub fn check_batch(
        &self,
        plan: &Plan,
        allowed: &Allowances,
        jobs: usize,
        job: &Job,
    ) -> Result<Vec<Problem>> {
        job.stage(format!("Reading {} models", plan.items.len()));
        let total = plan.items.len() as u64;
        let next = AtomicUsize::new(0);
        let found = Mutex::new(plan.problems.clone());
        let quiet = Job::new(Arc::new(Quiet), job.cancel().clone());
        let read = || -> Result<()> {
            while let Some(item) = plan.items.get(next.fetch_add(1, Ordering::Relaxed)) {
                let mut wrong = self.check_row(plan, item, allowed, &quiet)?;
                let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                found.append(&mut wrong);
                job.items((next.load(Ordering::Relaxed) as u64).min(total), total);
            }
            Ok(())
        };
        std::thread::scope(|scope| -> Result<()> {
            let threads: Vec<_> = (0..jobs.max(1))
                .map(|number| {
                    let thread = Builder::new().name(format!("batch-check-{number}"));
                    thread.spawn_scoped(scope, read)
                })
                .collect();
            for thread in threads {
                let thread = thread.map_err(|error| {
                    Fault::service(format!("A thread can't be started: {error}")).because(error)
                })?;
                thread.join().map_err(|_| {
                    Fault::service("Reading a model stopped by a fault of Plinth's own")
                })??;
            }
            Ok(())
        })?;
        let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        found.sort_by_key(|problem| problem.row);
        Ok(found)
    }

    /// The cells of one row that its model proves wrong.
    fn check_row(
        &self,
        plan: &Plan,
        item: &Item,
        allowed: &Allowances,
        job: &Job,
    ) -> Result<Vec<Problem>> {
        job.check()?;
        let Some(file) = &item.file else {
            return Ok(Vec::new());
        };
        let wrong = match self.load(file, job) {
            Ok(model) => {
                let mut wrong = unseen(&model, allowed);
                wrong.extend(wrong_cells(item, &model, &Facts::of(&model)));
                wrong
            }
            Err(fault) if fault.kind() == FaultKind::Cancelled => return Err(fault),
            Err(fault) => vec![Wrong {
                column: Column::File,
                value: file_name(file),
                message: fault.message().to_owned(),
            }],
        };
        let problem = |wrong: Wrong| plan.problem(item, wrong.column, wrong.value, wrong.message);
        Ok(wrong.into_iter().map(problem).collect())
    }
}

/// A cell that the model proves wrong.
pub(super) struct Wrong {
    pub(super) column: Column,
    pub(super) value: String,
    pub(super) message: String,
}

/// What customers wouldn't see of `model`, one entry a code.
fn unseen(model: &Model, allowed: &Allowances) -> Vec<Wrong> {
    let gate = Gate::of(&model.defects, allowed);
    let stops: Vec<&Defect> = gate.unseen.into_iter().chain(gate.lost).collect();
    let of = |code: &'static str| stops.iter().filter(move |defect| defect.code == code);
    let wrong = codes(stops.iter().copied()).into_iter().filter_map(|code| {
        let more = of(code).count().saturating_sub(1);
        let first = gate::line(of(code).next()?);
        Some(Wrong {
            column: Column::File,
            value: model.name.clone(),
            message: match more {
                0 => first,
                more => format!("{first}; and {more} more of {code}"),
            },
        })
    });
    wrong.collect()
}

/// Every cell of `item` that doesn't fit `model`.
pub(super) fn wrong_cells(item: &Item, model: &Model, facts: &Facts) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    match facts.dimensions {
        None => wrong.push(Wrong {
            column: Column::File,
            value: model.name.clone(),
            message: "there is nothing to see in the model".into(),
        }),
        Some(measured) => sides(item, measured, &mut wrong),
    }
    for name in &item.variants {
        if !model.variants.contains(name) {
            wrong.push(Wrong {
                column: Column::Variants,
                value: name.clone(),
                message: match model.variants.as_slice() {
                    [] => "the model has no variants".into(),
                    there => format!("the model's variants are {}", there.join(", ")),
                },
            });
        }
    }
    match viewer(item) {
        Err(message) => wrong.push(Wrong {
            column: Column::Attribute,
            value: String::new(),
            message,
        }),
        Ok(attributes) => {
            if let Some(name) = attributes
                .variant
                .filter(|name| !model.variants.contains(name))
            {
                wrong.push(Wrong {
                    column: Column::Attribute,
                    value: name,
                    message: "the model has no such variant".into(),
                });
            }
        }
    }
    wrong
}

/// Sides that are farther from the model's than the tolerance.
fn sides(item: &Item, measured: [f64; 3], wrong: &mut Vec<Wrong>) {
    for ((column, stated), measured) in item.stated.sides().into_iter().zip(measured) {
        let Some(stated) = stated else { continue };
        let off = (measured - stated).abs() / stated;
        if off > DIMENSION_TOLERANCE {
            wrong.push(Wrong {
                column,
                value: base::units::centimetres(stated),
                message: format!(
                    "the model measures {}, {:.0}\u{2009}% off; at most {:.0}\u{2009}% are allowed",
                    base::units::centimetres(measured),
                    off * 100.0,
                    DIMENSION_TOLERANCE * 100.0
                ),
            });
        }
    }
}

/// The viewer's attributes of a row.
///
/// # Errors
/// What is wrong with one of them.
pub(super) fn viewer(item: &Item) -> std::result::Result<Attributes, String> {
    let parsed = viewer::parse(&item.attributes).map_err(|fault| match fault.hint_text() {
        Some(hint) => format!("{}. {hint}", fault.message()),
        None => fault.message().to_owned(),
    })?;
    attributes::for_manifest(&parsed, None).map_err(|fault| fault.message().to_owned())?;
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use ::publish::sheets::{Action, Stated};

    use super::*;
    use crate::tests::model_with_variants;

    fn item() -> Item {
        Item {
            row: 2,
            sku: "CH-1".parse().unwrap(),
            gtin: None,
            action: Action::Publish,
            title: None,
            price: None,
            description: None,
            brand: None,
            file: None,
            stated: Stated::default(),
            variants: Vec::new(),
            attributes: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn three_per_cent_are_allowed_and_no_more() {
        let mut item = item();
        item.stated = Stated {
            width: Some(1.0),
            height: Some(1.0),
            depth: None,
        };
        let mut wrong = Vec::new();
        sides(&item, [1.029, 0.969, 9.0], &mut wrong);
        let columns: Vec<_> = wrong.iter().map(|wrong| wrong.column).collect();
        assert_eq!(columns, [Column::Height]);
        assert!(
            wrong[0].message.contains("3\u{2009}% off"),
            "{}",
            wrong[0].message
        );
    }

    #[test]
    fn variants_and_attributes_must_fit_the_model() {
        let mut item = item();
        item.variants = vec!["Moss".into(), "Sky".into()];
        item.attributes.insert("variant-name".into(), "Sea".into());
        let mut model = model_with_variants(&["Moss"]);
        let facts = Facts::of(&model);
        let values = |item: &Item, model: &Model| -> Vec<String> {
            let wrong = wrong_cells(item, model, &facts);
            wrong.into_iter().map(|wrong| wrong.value).collect()
        };
        assert_eq!(values(&item, &model), ["chair.glb", "Sky", "Sea"]);
        model.variants = vec!["Moss".into(), "Sky".into(), "Sea".into()];
        assert_eq!(values(&item, &model), ["chair.glb"]);
        for (name, text) in [
            ("exposure", "bright"),
            ("camera-orbit", "30"),
            ("environment-image", "a.hdr"),
        ] {
            item.attributes = [(name.into(), text.into())].into();
            assert!(viewer(&item).is_err(), "{name}");
        }
        item.attributes = [("exposure".into(), "1.5".into())].into();
        assert!((viewer(&item).unwrap().exposure - 1.5).abs() < 1e-6);
    }
}
