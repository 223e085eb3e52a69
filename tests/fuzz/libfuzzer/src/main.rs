//! Hands what libFuzzer thinks of to one target: see `../run`.
#![no_main]

use std::{env, fs, panic, path::Path, process, sync::OnceLock};

use libfuzzer_sys::fuzz_target;
use patchwork_fuzz::Target;

static TARGET: OnceLock<Target> = OnceLock::new();

fuzz_target!(
    init: {
        let name = env::var("TARGET").expect("TARGET names what to run");
        let target = patchwork_fuzz::target(&name).expect("TARGET is one of patchwork_fuzz::TARGETS");
        if let Ok(folder) = env::var("SEEDS") {
            for (number, seed) in target.seeds().iter().enumerate() {
                fs::write(Path::new(&folder).join(format!("seed-{number}")), seed).unwrap();
            }
        }
        // libFuzzer's own hook ends the program on any panic, also on those that are dealt with.
        panic::set_hook(Box::new(|info| {
            if !patchwork_model::panic_is_handled() {
                eprintln!("{info}");
                process::abort();
            }
        }));
        TARGET.set(target).unwrap();
    },
    |bytes: &[u8]| {
        (TARGET.get().unwrap().run)(bytes);
    }
);
