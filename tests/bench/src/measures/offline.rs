//! e, and "on the phone": saving and looking with no connection.

use std::path::Path;

use crate::{
    Budget, Proxy, Result, Table, Times, kb, ms,
    phone::{Looked, Phone, SavedNotes},
};

const SAVES: usize = 200;
/// Saves under strace. What opening, closing and a fresh log cost is in each;
/// between the first two falls no checkpoint, before the last some do.
const COUNTED: [usize; 3] = [5, 25, 225];
const OPENINGS: usize = 11;

/// e: one note until it is durable. On a copy: what it saves is never sent.
pub(super) async fn saves(
    table: &mut Table,
    phone: &Phone,
    proxy: &Proxy,
    folder: &Path,
) -> Result<()> {
    proxy.set_up(false);
    let copy = phone.copied_to(&folder.join("offline"))?;
    let saved: SavedNotes = copy.does(&["save".to_owned(), SAVES.to_string()]).await?;
    let times: Times = saved.times.into_iter().collect();
    table.row(
        "e",
        "offline save until durable",
        (ms(times.median()), "ms"),
        format!(
            "median of {}; p95 {:.2} ms",
            times.count(),
            ms(times.at(95))
        ),
        Budget::at_most(0.6),
    );
    if let Err(error) = fsyncs(table, &copy, folder).await {
        table.remark(format!(
            "fsyncs of a save were not counted: strace is needed ({error})"
        ));
    }
    proxy.set_up(true);
    Ok(())
}

/// What so many more saves cost.
#[allow(clippy::cast_precision_loss)]
async fn fsyncs(table: &mut Table, phone: &Phone, folder: &Path) -> Result<()> {
    let mut counts = Vec::new();
    for saves in COUNTED {
        let report = folder.join(format!("fsyncs-{saves}"));
        counts.push((saves, phone.fsyncs_of_saving(saves, &report).await?));
    }
    let whats = [
        ("fsyncs for one save", Budget::at_most(1.0)),
        ("fsyncs for one save, checkpoints included", Budget::NONE),
    ];
    for ((what, budget), pair) in whats.into_iter().zip(counts.windows(2)) {
        let [(few, less), (many, more)] = pair else {
            continue;
        };
        table.row(
            "e",
            what,
            (more.saturating_sub(*less) as f64 / (many - few) as f64, ""),
            format!(
                "strace: {less} with {few} saves, {more} with {many}, opening and closing in both"
            ),
            budget,
        );
    }
    Ok(())
}

/// Opening the app to read.
pub(super) async fn looks(table: &mut Table, phone: &Phone) -> Result<()> {
    let (mut lists, mut last) = (Times::default(), None);
    for _ in 0..OPENINGS {
        let looked: Looked = phone.does(&["look".to_owned()]).await?;
        lists.push(looked.first_list);
        last = Some(looked);
    }
    let looked = last.ok_or("nothing was looked at")?;
    table.row(
        "phone",
        format!("open the app with {} cases: first list", looked.cases),
        (ms(lists.median()), "ms"),
        format!("median of {}, a new process each", lists.count()),
        Budget::at_most(50.0),
    );
    for (times, page) in [
        (looked.case_times, "first page of 40"),
        (looked.strip_times, "200 entries at once"),
    ] {
        let times: Times = times.into_iter().collect();
        table.row(
            "phone",
            format!(
                "a case with {} entries: picture and timeline, {page}",
                looked.entries
            ),
            (ms(times.median()), "ms"),
            format!("median of {}", times.count()),
            Budget::at_most(5.0),
        );
    }
    table.row(
        "phone",
        "memory while reading",
        (kb(looked.resident_kb), "MB"),
        "the whole process",
        Budget::NONE,
    );
    Ok(())
}
