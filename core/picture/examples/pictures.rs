//! Writes pictures of 1 to 60 invented people as SVG into a folder, and prints how long 60 take:
//! `cargo run -p patchwork-picture --example pictures -- FOLDER`.
#![allow(
    clippy::disallowed_methods, // a clock: how long it takes is what is printed
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs
)]

#[path = "../tests/drawing/mod.rs"]
mod drawing;
#[path = "../tests/people/mod.rs"]
mod people;

use std::{env, fs, path::PathBuf, time::Instant};

use patchwork_picture::{Focus, Measured, Viewport, layout};

fn main() {
    let folder: PathBuf = env::args().nth(1).expect("a folder to write into").into();
    fs::create_dir_all(&folder).unwrap();
    let measured = Measured::default();
    for (name, viewport) in [
        ("phone", Viewport::PHONE),
        ("small", Viewport::screen(320.0, 480.0, 2.0)),
        ("tablet", Viewport::screen(800.0, 600.0, 1.0)),
        ("desk", Viewport::screen(1280.0, 800.0, 1.0)),
        ("paper", Viewport::A4),
    ] {
        for (people, network) in people::pictures() {
            let picture = layout(&network, viewport, &Focus::Whole, &measured);
            let file = format!("{name}-{people:02}.svg");
            fs::write(folder.join(&file), drawing::svg(&picture, false)).unwrap();
            let file = format!("{name}-{people:02}-dark.svg");
            fs::write(folder.join(file), drawing::svg(&picture, true)).unwrap();
            let group = Focus::Group("Oak Primary School".to_owned());
            let picture = layout(&network, viewport, &group, &measured);
            let file = format!("{name}-{people:02}-group.svg");
            fs::write(folder.join(file), drawing::svg(&picture, false)).unwrap();
        }
    }
    let (_, sixty) = people::pictures().pop().expect("60 people");
    let mut times: Vec<_> = (0..101)
        .map(|_| {
            let start = Instant::now();
            let picture = layout(&sixty, Viewport::PHONE, &Focus::Whole, &measured);
            assert!(!picture.faces.is_empty());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!(
        "60 people: median {:?} of {}",
        times[times.len() / 2],
        times.len()
    );
}
