//! However changes travel, the same changes give the same rows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use patchwork_model::testing::*;
use patchwork_model::*;
use patchwork_protocol::DeviceId;
use proptest::{collection::vec, prelude::*, sample::select};

/// An edit of Ella's case, of a sort that others may make at the same time.
fn edit() -> impl Strategy<Value = CaseEdit> {
    let number = (0..5_u32).prop_map(|last| format!("07700 90010{last}"));
    prop_oneof![
        4 => number.prop_map(|number| mums_mobile(&number)),
        1 => Just(CaseEdit::RemoveContactDetail(MUMS_MOBILE)),
        2 => select(&["9 Larch Row", "11 Elm Court"][..])
            .prop_map(|address| CaseEdit::SetAddress { id: HOME, address: address.into() }),
        2 => prop_oneof![Just(ChildStatus::ChildInNeed), Just(ChildStatus::LookedAfter(None))]
            .prop_map(|status| CaseEdit::SetStatus(Status { status, from: None, from_whom: None })),
        2 => any::<bool>().prop_map(|done| CaseEdit::SetTaskDone { id: TASK, done }),
        1 => any::<bool>()
            .prop_map(|withheld| CaseEdit::SetWithheld { id: HOME, from: DAD, withheld }),
        1 => select(&["Nan", "Jean"][..])
            .prop_map(|name| CaseEdit::RenamePerson { person: NAN, name: name.into() }),
        1 => Just(CaseEdit::SetMarker {
            id: MARKER, text: "Dog gone".into(), review: None, ended: None,
        }),
    ]
}

/// Who does what, and who then hears whom.
#[derive(Debug, Clone)]
enum Step {
    Edit(usize, CaseEdit),
    Hear(usize, usize),
    Choose(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..3_usize, edit()).prop_map(|(who, edit)| Step::Edit(who, edit)),
        2 => (0..3_usize, 0..3_usize).prop_map(|(who, whom)| Step::Hear(who, whom)),
        1 => (0..3_usize).prop_map(Step::Choose),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn devices_that_hold_the_same_changes_show_the_same(
        steps in vec(step(), 1..25),
        order in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut phones = [PRIYA, TOM, JOAN].map(Phone::new);
        phones[0].edits(&ellas_case(), minute(0)).unwrap();
        let start = phones[0].clone();
        for phone in &mut phones[1..] {
            prop_assert!(phone.hears(&start));
        }
        for (time, step) in steps.into_iter().enumerate() {
            let now = minute(i32::try_from(time).unwrap() + 1);
            match step {
                Step::Edit(who, edit) => {
                    phones[who].edits(&[edit], now);
                }
                Step::Hear(who, whom) => {
                    // Others' changes may be missing in between: then these wait.
                    let whom = phones[whom].clone();
                    phones[who].hears(&whom);
                }
                Step::Choose(who) => {
                    let conflicts = project(&phones[who].case).conflicts;
                    if let Some(conflict) = conflicts.first() {
                        let value = conflict.values[0].id.clone();
                        let choice = phones[who].case.choice(conflict.field, &value).unwrap();
                        phones[who].edits(&[choice], now);
                    }
                }
            }
        }
        let all: Vec<(DeviceId, Vec<u8>)> =
            phones.iter().flat_map(|phone| phone.written.clone()).collect();
        let batch: Vec<(DeviceId, &[u8])> =
            all.iter().map(|(device, part)| (*device, part.as_slice())).collect();

        for phone in &mut phones {
            prop_assert!(phone.case.accept(&batch).iter().all(Acceptance::is_accepted));
        }
        let shown = project(&phones[0].case);
        prop_assert_eq!(&project(&phones[1].case), &shown);
        prop_assert_eq!(&project(&phones[2].case), &shown);

        // A newcomer, in another order and in two goes.
        let mut turned = batch.clone();
        turned.rotate_left(order.index(batch.len()));
        turned.reverse();
        let (first, second) = turned.split_at(cut.index(batch.len()));
        let mut newcomer = CaseDocument::new();
        newcomer.accept(first);
        newcomer.accept(second);
        prop_assert!(newcomer.accept(&turned).iter().all(Acceptance::is_accepted));
        prop_assert_eq!(&project(&newcomer), &shown);
        prop_assert_eq!(&project(&CaseDocument::load(&newcomer.save()).unwrap()), &shown);

        // No conflict shows a value twice as the shown one, or none.
        for conflict in &shown.conflicts {
            prop_assert!(conflict.values.len() > 1);
            prop_assert_eq!(conflict.values.iter().filter(|value| value.shown).count(), 1);
        }
    }
}
