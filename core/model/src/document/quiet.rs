//! Running code that may panic on hostile input, without a word to the outside.
//!
//! Automerge panics on some malformed changes. `catch_unwind` keeps the program
//! alive, but the panic *hook* runs before it and prints the panic's message,
//! which may quote a case. The hook is one for the whole process, so it cannot
//! be set for a call. Instead the first call installs, once, a hook that asks a
//! thread-local flag: silent inside [`quietly`], and exactly the hook that was
//! there before everywhere else. A program that sets a hook of its own later
//! should ask [`panic_is_handled`] in it. Needs `panic = "unwind"`.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
    sync::Once,
};

thread_local! {
    static HANDLED: Cell<bool> = const { Cell::new(false) };
}

static HOOK: Once = Once::new();

/// Whether a panic on this thread, now, is caught and dealt with here: a panic hook should
/// then print nothing.
pub fn panic_is_handled() -> bool {
    HANDLED.try_with(Cell::get).unwrap_or(false)
}

/// It panicked.
#[derive(Debug)]
pub(crate) struct Panicked;

/// Runs `work`; a panic in it becomes an error and prints nothing.
///
/// `work` must leave nothing half done that is used afterwards: give it a clone.
pub(crate) fn quietly<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            if !panic_is_handled() {
                before(info);
            }
        }));
    });
    let outer = HANDLED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    HANDLED.set(outer);
    result.map_err(|payload| {
        // Dropping a payload may panic too.
        std::mem::forget(payload);
        Panicked
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_inside_is_an_error_and_outside_is_still_shown() {
        assert!(!panic_is_handled());
        assert!(
            quietly(|| {
                assert!(panic_is_handled());
                assert!(quietly(|| panic!("inner")).is_err());
                assert!(panic_is_handled());
                panic!("outer")
            })
            .is_err()
        );
        assert!(!panic_is_handled());
        assert_eq!(quietly(|| 5).unwrap(), 5);
    }
}
