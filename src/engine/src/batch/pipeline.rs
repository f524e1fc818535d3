//! Two stages on threads of their own, with a short queue between them.

use std::collections::VecDeque;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use ::publish::sheets::{Action, Condition, Entry, Item, Plan, Record, State};
use base::{ContentHash, Fault, FaultKind, Job, Remedy, Result};
use serde::Serialize;

use super::deliver::deliver;
use super::journal::Journal;
use super::prepare::{Prepared, Warnings, prepare};
use super::stamps::Stamps;
use super::{BatchOptions, ReportFolder, Results, written};
use crate::Engine;

/// Threads of the network stage: each waits for answers most of the time.
const SENDERS: usize = 4;
/// How often the end of the batch is looked for.
const LOOK: Duration = Duration::from_millis(50);
/// How long work that was asked to stop may take to notice; then it is left behind.
const GRACE: Duration = Duration::from_millis(1200);

/// Which rows of a plan are worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Selection {
    /// Those that no earlier run has done.
    #[default]
    NotDone,
    /// The same, where an earlier run began; without one it is refused.
    Resume,
    /// Those that failed the last time.
    Failed,
}

/// What all threads share.
struct Shared {
    engine: Arc<Engine>,
    options: BatchOptions,
    folder: ReportFolder,
    selection: Selection,
    /// What fingerprints hold beside a row and its model: the options and the platform.
    circumstances: String,
    queue: Mutex<VecDeque<Item>>,
    state: State,
    stamps: Stamps,
    journal: Journal,
    cancel: base::Cancel,
}

/// How a row came out of a stage.
struct Ended {
    fingerprint: Option<ContentHash>,
    record: Record,
}

/// What a row asks for, whole; its hash is the row's fingerprint.
#[derive(Serialize)]
struct Asked<'a> {
    item: &'a Item,
    model: Option<ContentHash>,
    circumstances: &'a str,
}

impl Engine {
    /// Does what `plan` asks for and reports to `folder`; tells `watch` each row that ended. Rows
    /// that an earlier run with the same folder has done aren't done again.
    ///
    /// # Errors
    /// Refused where there is nothing to resume or another batch works in the folder; service faults
    /// of the folder and of finding the platform. A batch that was stopped is none: its results say
    /// how many rows are left.
    pub fn run_batch(
        self: &Arc<Self>,
        plan: &Plan,
        options: &BatchOptions,
        folder: &ReportFolder,
        selection: Selection,
        job: &Job,
        watch: &mut dyn FnMut(&Record),
    ) -> Result<Results> {
        let started = Instant::now();
        let place = self.endpoint()?.place();
        if selection != Selection::NotDone && !folder.journal().exists() {
            return Err(Fault::refused(format!(
                "No batch was begun in {}",
                folder.path().display()
            ))
            .remedy(Remedy::BeginBatch));
        }
        folder.create()?;
        let (journal, state) = Journal::open(folder.journal())?;
        let shared = Arc::new(Shared {
            engine: self.clone(),
            options: options.clone(),
            folder: folder.clone(),
            selection,
            circumstances: format!("{}; {place}", options.words()),
            queue: Mutex::new(plan.items.iter().cloned().collect()),
            state,
            stamps: Stamps::read(&folder.hashes()),
            journal,
            cancel: job.cancel().clone(),
        });
        let records = drive(&shared, plan.items.len(), job, watch)?;
        shared.stamps.save(&folder.hashes())?;
        let results = Results::new(plan, records, started.elapsed());
        written::write(&results, folder)?;
        Ok(results)
    }
}

/// Runs both stages until all rows ended or the job was cancelled; the rows that ended, in order.
fn drive(
    shared: &Arc<Shared>,
    total: usize,
    job: &Job,
    watch: &mut dyn FnMut(&Record),
) -> Result<Vec<Record>> {
    job.stage(format!("Working on {total} products"));
    let (ended, endings) = mpsc::channel();
    let threads = start(shared, &ended)?;
    drop(ended);
    let mut records: Vec<Record> = Vec::with_capacity(total);
    let mut deadline = None;
    loop {
        if job.cancel().is_cancelled() {
            let end = *deadline.get_or_insert_with(|| Instant::now() + GRACE);
            if Instant::now() >= end {
                break;
            }
        }
        let Ended {
            fingerprint,
            record,
        } = match endings.recv_timeout(LOOK) {
            Ok(ended) => ended,
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => break,
        };
        if let Some(fingerprint) = fingerprint.filter(|_| !record.earlier) {
            shared.journal.write(&Entry::Ended {
                fingerprint,
                record: Box::new(record.clone()),
            })?;
        }
        watch(&record);
        records.push(record);
        job.items(records.len() as u64, total as u64);
    }
    let panicked = threads
        .into_iter()
        .filter(JoinHandle::is_finished)
        .any(|thread| thread.join().is_err());
    if panicked {
        return Err(
            Fault::service("A part of the batch stopped by a fault of Plinth's own")
                .remedy(Remedy::ResumeBatch),
        );
    }
    records.sort_by_key(|record| record.row);
    Ok(records)
}

/// Starts the threads of both stages.
fn start(shared: &Arc<Shared>, ended: &Sender<Ended>) -> Result<Vec<JoinHandle<()>>> {
    let fail = |error: std::io::Error| {
        Fault::service(format!("A thread can't be started: {error}"))
            .remedy(Remedy::FewerAtOnce)
            .because(error)
    };
    let jobs = shared.options.jobs.max(1);
    // Prepared rows lie on the disk: the queue bounds that, and keeps the network busy.
    let (prepared, parcels) = mpsc::sync_channel(jobs);
    let parcels = Arc::new(Mutex::new(parcels));
    let mut threads = Vec::new();
    for number in 0..jobs {
        let (shared, prepared, ended) = (shared.clone(), prepared.clone(), ended.clone());
        let work = move || prepare_all(&shared, &prepared, &ended);
        let thread = Builder::new()
            .name(format!("batch-prepare-{number}"))
            .spawn(work);
        threads.push(thread.map_err(fail)?);
    }
    for number in 0..SENDERS {
        let (shared, parcels, ended) = (shared.clone(), parcels.clone(), ended.clone());
        let work = move || deliver_all(&shared, &parcels, &ended);
        let thread = Builder::new()
            .name(format!("batch-deliver-{number}"))
            .spawn(work);
        threads.push(thread.map_err(fail)?);
    }
    Ok(threads)
}

/// A thread of the first stage. Nobody listens any more where a message can't be sent.
fn prepare_all(shared: &Shared, prepared: &SyncSender<Prepared>, ended: &Sender<Ended>) {
    while !shared.cancel.is_cancelled() {
        let item = shared
            .queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front();
        let Some(item) = item else { return };
        match first_stage(shared, item) {
            Handoff::Next(row) => {
                if prepared.send(*row).is_err() {
                    return;
                }
            }
            Handoff::Ended(row) => {
                if ended.send(*row).is_err() {
                    return;
                }
            }
            Handoff::Cancelled => return,
        }
    }
}

/// Where a row goes after the first stage.
enum Handoff {
    Next(Box<Prepared>),
    Ended(Box<Ended>),
    Cancelled,
}

fn first_stage(shared: &Shared, item: Item) -> Handoff {
    let mut record = Record {
        gtin: item.gtin.clone(),
        title: item.title.clone().unwrap_or_default(),
        ..Record::new(item.row, item.sku.clone(), item.action)
    };
    let left_out = shared.selection == Selection::Failed && !shared.state.failed(&item.sku);
    let mut fingerprint = None;
    let prepared = (|| {
        let known = fingerprint.insert(shared.fingerprint(&item)?);
        if let Some(done) = shared.state.done(&item.sku, known) {
            record = Record {
                row: item.row,
                earlier: true,
                ..done.clone()
            };
            return Ok(None);
        }
        if left_out || item.action == Action::Skip {
            return Ok(None);
        }
        let Shared {
            engine,
            options,
            folder,
            cancel,
            ..
        } = shared;
        prepare(engine, &item, options, folder, &mut record, cancel).map(Some)
    })();
    match prepared {
        Ok(Some(parcel)) => Handoff::Next(Box::new(Prepared {
            fingerprint: fingerprint.unwrap_or_else(|| ContentHash::of(&[])),
            item,
            record,
            parcel,
        })),
        Ok(None) => Handoff::Ended(Box::new(Ended {
            fingerprint: fingerprint.filter(|_| record.earlier),
            record,
        })),
        Err(fault) => failed(record, fingerprint, &fault),
    }
}

impl Shared {
    fn fingerprint(&self, item: &Item) -> Result<ContentHash> {
        let model = item.file.as_ref().map(|file| self.stamps.model(file));
        let asked = Asked {
            item,
            model: model.transpose()?,
            circumstances: &self.circumstances,
        };
        let text = serde_json::to_vec(&asked)
            .map_err(|error| Fault::service("A row can't be written as JSON").because(error))?;
        Ok(ContentHash::of(&text))
    }
}

/// A row that failed; one that was stopped has not ended.
fn failed(mut record: Record, fingerprint: Option<ContentHash>, fault: &Fault) -> Handoff {
    if fault.kind() == FaultKind::Cancelled {
        return Handoff::Cancelled;
    }
    record.condition = Condition::Failed;
    record.error = Some(fault.message().to_owned());
    record.hint = crate::advice::typed(fault);
    let known = fingerprint.unwrap_or_else(|| ContentHash::of(record.sku.as_str().as_bytes()));
    Handoff::Ended(Box::new(Ended {
        fingerprint: Some(known),
        record,
    }))
}

/// A thread of the second stage.
fn deliver_all(shared: &Shared, parcels: &Mutex<Receiver<Prepared>>, ended: &Sender<Ended>) {
    loop {
        let next = parcels
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(prepared) = next else { return };
        if shared.cancel.is_cancelled() {
            // What was prepared is dropped with its files.
            continue;
        }
        let warnings = Arc::new(Warnings::default());
        let job = Job::new(warnings.clone(), shared.cancel.clone());
        let (fingerprint, known) = (prepared.fingerprint, prepared.record.clone());
        let Shared {
            engine,
            options,
            journal,
            state,
            ..
        } = shared;
        let row = match deliver(engine, prepared, options, journal, state, &job) {
            Ok(mut record) => {
                record.warnings.append(&mut warnings.take());
                Ended {
                    fingerprint: Some(fingerprint),
                    record,
                }
            }
            Err(fault) => match failed(known, Some(fingerprint), &fault) {
                Handoff::Ended(row) => *row,
                Handoff::Next(_) | Handoff::Cancelled => continue,
            },
        };
        if ended.send(row).is_err() {
            return;
        }
    }
}
