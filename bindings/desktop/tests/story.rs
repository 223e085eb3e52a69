//! The demo's story, as anybody can play it: `patchwork demo --headless`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::{
    io::Read,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// Far more than it takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(3);

#[test]
fn the_story_holds_and_leaves_nothing_behind() {
    let temporary = tempfile::tempdir().unwrap();
    let mut demo = Command::new(env!("CARGO_BIN_EXE_patchwork"))
        .args(["demo", "--headless"])
        .env("TMPDIR", temporary.path())
        .env_remove("PATCHWORK_LOG")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let began = Instant::now();
    let ended = loop {
        if let Some(ended) = demo.try_wait().unwrap() {
            break ended;
        }
        if began.elapsed() > PATIENCE {
            demo.kill().unwrap();
            panic!("the story did not end within {} s", PATIENCE.as_secs());
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    let (mut told, mut trouble) = (String::new(), String::new());
    demo.stdout.unwrap().read_to_string(&mut told).unwrap();
    demo.stderr.unwrap().read_to_string(&mut trouble).unwrap();
    assert!(ended.success(), "{told}\n{trouble}");
    for step in [
        "✓ 1. Both phones show Ella’s picture: 18 people",
        "✓ 2. Aeroplane mode on Priya’s phone: “Offline, saved on this phone”",
        "✓ 3. Priya saves a worry with no signal",
        "✓ 4. Tom changes Mum’s number",
        "✓ 5. Signal returns",
        "✓ 6. “Ella” and",
        "✓ 7. The relay stopped without warning",
        "The story holds",
    ] {
        let line = told.lines().find(|line| line.starts_with(step));
        assert!(line.is_some(), "no line begins with {step:?} in:\n{told}");
    }
    let left: Vec<_> = std::fs::read_dir(temporary.path()).unwrap().collect();
    assert!(left.is_empty(), "left behind: {left:?}");
}
