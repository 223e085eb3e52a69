//! A member who sends broken Automerge changes on purpose harms nobody.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use automerge::{ActorId, Change, ExpandedChange};
use patchwork_model::testing::*;
use patchwork_model::*;
use sha2::{Digest, Sha256};

/// Tom's honest change on Priya's case, and the case before it.
fn honest() -> (CaseDocument, Vec<u8>) {
    let mut priya = Phone::new(PRIYA);
    priya.edits(&ellas_case(), minute(0)).unwrap();
    let mut tom = Phone::new(TOM);
    assert!(tom.hears(&priya));
    let edits = [
        mums_mobile("07700 900222"),
        CaseEdit::SetTaskDone {
            id: TASK,
            done: true,
        },
    ];
    let edited = tom.edits(&edits, minute(1)).unwrap();
    (priya.case, ChangePart::decode(&edited.part).unwrap().raw)
}

fn part(raw: Vec<u8>) -> Vec<u8> {
    ChangePart { at: minute(1), raw }.encode().unwrap()
}

/// Writes the checksum that the bytes should have.
fn sign_off(raw: &mut [u8]) {
    let hash = Sha256::digest(&raw[8..]);
    raw[4..8].copy_from_slice(&hash[..4]);
}

fn still_works(case: &mut CaseDocument) {
    let saved = case.save();
    let loaded = CaseDocument::load(&saved).expect("it loads what it saved");
    assert_eq!(project(&loaded), project(case));
    let mut joan = Phone::new(JOAN);
    joan.case = loaded;
    joan.edits(&[mums_mobile("07700 900333")], minute(9))
        .unwrap();
    let (device, bytes) = &joan.written[0];
    assert!(case.accept(&[(*device, bytes)])[0].is_accepted());
    let mine = [CaseEdit::LabelFamily(Some("Marsh".into()))];
    case.edit(actor(PRIYA), &mine, minute(10)).unwrap();
    assert_eq!(CaseDocument::load(&case.save()).unwrap(), *case);
}

#[test]
fn every_single_bit_flip_with_a_good_checksum_leaves_a_working_document() {
    let (case, raw) = honest();
    let mut refused = 0;
    let mut accepted = 0;
    for bit in 64..raw.len() * 8 {
        let mut hostile = raw.clone();
        hostile[bit / 8] ^= 1 << (bit % 8);
        sign_off(&mut hostile);
        let mut copy = case.clone();
        match &copy.accept(&[(TOM, &part(hostile))])[0] {
            Acceptance::Accepted { .. } => {
                accepted += 1;
                still_works(&mut copy);
            }
            Acceptance::Refused(_) | Acceptance::Waiting(_) => {
                refused += 1;
                assert_eq!(copy, case);
            }
        }
    }
    println!(
        "{accepted} flips accepted, {refused} not, of {} bits",
        raw.len() * 8
    );
    assert!(refused > 500);
}

#[test]
fn hostile_changes_among_good_ones_are_refused_alone() {
    let (case, raw) = honest();
    let mut joan = Phone::new(JOAN);
    joan.case = case.clone();
    for step in 0..6 {
        let label = CaseEdit::LabelFamily(Some(format!("family {step}")));
        joan.edits(&[label], minute(step)).unwrap();
    }
    // The flips that only applying finds out, if there are any, and some others.
    let mut parts: Vec<Vec<u8>> = Vec::new();
    for bit in (64..raw.len() * 8).step_by(3) {
        let mut hostile = raw.clone();
        hostile[bit / 8] ^= 1 << (bit % 8);
        sign_off(&mut hostile);
        let hostile = part(hostile);
        let mut copy = case.clone();
        if matches!(
            copy.accept(&[(TOM, &hostile)])[0],
            Acceptance::Refused(RefusedChange::Damages)
        ) {
            parts.push(hostile);
        }
    }
    println!("{} changes that only applying finds out", parts.len());
    let mut batch: Vec<_> = parts
        .iter()
        .take(6)
        .map(|part| (TOM, part.as_slice()))
        .collect();
    for (place, (device, good)) in joan.written.iter().enumerate() {
        batch.insert((place * 2).min(batch.len()), (*device, good.as_slice()));
    }
    let honest = part(raw);
    batch.push((TOM, &honest));
    let mut copy = case;
    let answers = copy.accept(&batch);
    for ((device, _), answer) in batch.iter().zip(&answers) {
        assert!(*device == TOM || answer.is_accepted());
    }
    assert!(answers.last().unwrap().is_accepted());
    assert_eq!(
        answers.iter().filter(|answer| answer.is_accepted()).count(),
        7
    );
    still_works(&mut copy);
}

#[test]
fn a_flipped_change_is_judged_alike_whatever_else_is_there() {
    let (case, raw) = honest();
    let mut joan = Phone::new(JOAN);
    joan.case = case.clone();
    let edits = [mums_mobile("07700 900333"), CaseEdit::RemoveTask(TASK)];
    joan.edits(&edits, minute(1)).unwrap();
    let (_, joans) = &joan.written[0];
    for bit in 64..raw.len() * 8 {
        let mut hostile = raw.clone();
        hostile[bit / 8] ^= 1 << (bit % 8);
        sign_off(&mut hostile);
        let hostile = part(hostile);
        let mut first = case.clone();
        let answers_first = first.accept(&[(TOM, &hostile), (JOAN, joans)]);
        let mut last = case.clone();
        assert!(last.accept(&[(JOAN, joans)])[0].is_accepted());
        let answer_last = last.accept(&[(TOM, &hostile)]).remove(0);
        assert!(answers_first[1].is_accepted());
        assert_eq!(answers_first[0], answer_last, "bit {bit}");
        assert_eq!(project(&first), project(&last));
    }
}

#[test]
fn a_change_cannot_name_what_it_does_not_build_on() {
    let (case, raw) = honest();
    let mut joan = Phone::new(JOAN);
    joan.case = case.clone();
    joan.edits(&[mums_mobile("07700 900333")], minute(1))
        .unwrap();
    let (_, joans) = &joan.written[0];
    let joans_op = Change::try_from(ChangePart::decode(joans).unwrap().raw.as_slice()).unwrap();
    // Tom overwrites Joan's value without having seen it.
    let sly = rewritten(&raw, |change| {
        let op = automerge::legacy::OpId(joans_op.start_op().get(), joans_op.actor_id().clone());
        change.operations[0].pred = vec![op].into();
    });
    let mut with_joan = case.clone();
    assert!(with_joan.accept(&[(JOAN, joans)])[0].is_accepted());
    assert_eq!(
        refusal_of(&case, TOM, sly.clone()),
        RefusedChange::OutOfSight
    );
    assert_eq!(refusal_of(&with_joan, TOM, sly), RefusedChange::OutOfSight);

    // Tom's second change forgets his first.
    let mut tom = case.clone();
    assert!(tom.accept(&[(TOM, &part(raw.clone()))])[0].is_accepted());
    let forgetful = rewritten(&raw, |change| change.seq = 2);
    assert_eq!(refusal_of(&tom, TOM, forgetful), RefusedChange::OutOfSight);
}

fn refusal_of(
    case: &CaseDocument,
    device: patchwork_protocol::DeviceId,
    raw: Vec<u8>,
) -> RefusedChange {
    let mut copy = case.clone();
    let answers = copy.accept(&[(device, &part(raw))]);
    assert_eq!(copy, *case);
    match answers.into_iter().next().unwrap() {
        Acceptance::Refused(reason) => reason,
        other => panic!("{other:?}"),
    }
}

fn rewritten(raw: &[u8], rewrite: impl FnOnce(&mut ExpandedChange)) -> Vec<u8> {
    let mut expanded = Change::try_from(raw).unwrap().decode();
    rewrite(&mut expanded);
    expanded.hash = None;
    Change::from(expanded).raw_bytes().to_vec()
}

#[test]
fn each_check_has_its_own_refusal() {
    let (case, raw) = honest();

    let mut bad = raw.clone();
    bad[4] ^= 1;
    assert_eq!(refusal_of(&case, TOM, bad), RefusedChange::Checksum);

    assert_eq!(
        refusal_of(&case, JOAN, raw.clone()),
        RefusedChange::WrongActor
    );
    let short = rewritten(&raw, |change| change.actor_id = ActorId::from([0x22; 9]));
    assert_eq!(refusal_of(&case, TOM, short), RefusedChange::WrongActor);

    let late = rewritten(&raw, |change| {
        change.start_op = u64::from(u32::MAX).try_into().unwrap();
    });
    assert!(matches!(
        refusal_of(&case, TOM, late),
        RefusedChange::StartOp { .. }
    ));
    let early = rewritten(&raw, |change| change.start_op = 1.try_into().unwrap());
    assert!(matches!(
        refusal_of(&case, TOM, early),
        RefusedChange::StartOp { .. }
    ));

    assert_eq!(
        refusal_of(&case, TOM, vec![]),
        RefusedChange::Chunk(BadChunk::Shape)
    );
    let document = case.save();
    assert_eq!(
        refusal_of(&case, TOM, document),
        RefusedChange::Chunk(BadChunk::Shape)
    );
    let trailing = [raw.as_slice(), &[0]].concat();
    assert_eq!(
        refusal_of(&case, TOM, trailing),
        RefusedChange::Chunk(BadChunk::Shape)
    );

    let mut copy = case.clone();
    let mut not_strict = part(raw.clone());
    not_strict.push(0);
    let answer = copy.accept(&[(TOM, &not_strict)]);
    assert!(matches!(
        answer[0],
        Acceptance::Refused(RefusedChange::Part(_))
    ));
    let huge = vec![0; MAX_CHANGE_PART + 1];
    let answer = copy.accept(&[(TOM, &huge)]);
    assert!(matches!(
        answer[0],
        Acceptance::Refused(RefusedChange::Part(Malformed::TooLarge { .. }))
    ));
    assert_eq!(copy, case);
}

#[test]
fn a_second_change_under_a_used_number_is_refused_and_the_first_stays() {
    let (mut case, raw) = honest();
    let other = rewritten(&raw, |change| change.message = Some("twin".into()));
    assert!(case.accept(&[(TOM, &part(raw.clone()))])[0].is_accepted());
    assert_eq!(
        refusal_of(&case, TOM, other.clone()),
        RefusedChange::NumberUsed
    );
    // Also when both come at once.
    let (mut case, _) = honest();
    let answers = case.accept(&[(TOM, &part(raw)), (TOM, &part(other))]);
    assert!(answers[0].is_accepted());
    assert_eq!(answers[1], Acceptance::Refused(RefusedChange::NumberUsed));
    still_works(&mut case);
}

#[test]
fn an_unknown_dependency_is_waited_for_not_refused() {
    let (case, raw) = honest();
    let orphan = rewritten(&raw, |change| {
        change.deps = vec![automerge::ChangeHash([5; 32])];
    });
    let mut copy = case.clone();
    let answer = copy.accept(&[(TOM, &part(orphan))]);
    assert_eq!(answer[0], Acceptance::Waiting(Missing::Change([5; 32])));
    let skipped = rewritten(&raw, |change| change.seq = 3);
    let answer = copy.accept(&[(TOM, &part(skipped))]);
    let missing = Missing::Predecessor {
        actor: actor(TOM),
        seq: 1,
    };
    assert_eq!(answer[0], Acceptance::Waiting(missing));
    assert_eq!(copy, case);
}

#[test]
fn a_deflated_change_is_never_unfolded() {
    let (case, _) = honest();
    let mut tom = Phone::new(TOM);
    tom.case = case.clone();
    let long = CaseEdit::LabelFamily(Some("m".repeat(900)));
    let edited = tom.edits(&[long], minute(1)).unwrap();
    let raw = ChangePart::decode(&edited.part).unwrap().raw;
    let mut change = Change::try_from(raw.as_slice()).unwrap();
    let deflated = change.bytes().to_vec();
    assert!(deflated.len() < raw.len());
    assert_eq!(
        refusal_of(&case, TOM, deflated),
        RefusedChange::Chunk(BadChunk::Compressed)
    );
}

#[test]
fn a_run_length_bomb_is_refused_before_it_unfolds() {
    let (case, raw) = honest();
    // Append a column of our own: "an unknown integer, 2^60 times".
    let change = Change::try_from(raw.as_slice()).unwrap();
    let mut data = Vec::new();
    data.push(u8::try_from(change.deps().len()).unwrap());
    for hash in change.deps() {
        data.extend(hash.0);
    }
    data.push(16);
    data.extend(change.actor_id().to_bytes());
    data.extend([1, u8::try_from(change.start_op().get()).unwrap(), 0, 0, 0]);
    let run = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10, 0x01];
    data.extend([1, 0x42, u8::try_from(run.len()).unwrap()]);
    data.extend(run);
    let mut bomb = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1];
    bomb.push(u8::try_from(data.len()).unwrap());
    bomb.extend(data);
    sign_off(&mut bomb);
    assert_eq!(
        refusal_of(&case, TOM, bomb),
        RefusedChange::Chunk(BadChunk::TooMuch)
    );
}

#[test]
fn a_change_that_names_a_strange_actor_is_refused() {
    let (case, raw) = honest();
    let stranger = ActorId::from([0x99; 16]);
    let strange = rewritten(&raw, |change| {
        for operation in &mut change.operations {
            operation.pred = vec![automerge::legacy::OpId(1, stranger.clone())].into();
        }
    });
    assert_eq!(refusal_of(&case, TOM, strange), RefusedChange::OutOfSight);
}

#[test]
fn nothing_of_ours_under_our_keys_is_counted_and_skipped() {
    // A member with a program of their own writes text where bytes belong, and keys of a newer app.
    let (case, _) = honest();
    let mut doc = automerge::Automerge::load(&case.save()).unwrap();
    doc.set_actor(ActorId::from(actor(TOM).0));
    let mut change = doc.transaction();
    for key in ["c/given", "zz/new", "c/status"] {
        automerge::transaction::Transactable::put(&mut change, automerge::ROOT, key, "plain")
            .unwrap();
    }
    change.commit();
    let raw = doc.get_last_local_change().unwrap().raw_bytes().to_vec();
    let mut copy = case;
    assert!(copy.accept(&[(TOM, &part(raw))])[0].is_accepted());
    let seen = project(&copy);
    assert_eq!(
        (seen.case.name.as_str(), seen.unreadable),
        ("Ella Marsh", 3)
    );
    assert_eq!(seen.status, None);
    still_works(&mut copy);
}

/// Changes with everything that Automerge can do and this app never does.
fn foreign() -> (CaseDocument, Vec<Vec<u8>>) {
    use automerge::{
        ObjType, ROOT, ScalarValue,
        marks::{ExpandMark, Mark},
        transaction::Transactable,
    };
    let (case, _) = honest();
    let mut doc = automerge::Automerge::load(&case.save()).unwrap();
    doc.set_actor(ActorId::from(actor(TOM).0));
    let mut raws = Vec::new();
    let mut commit =
        |doc: &mut automerge::Automerge,
         write: &mut dyn FnMut(&mut automerge::transaction::Transaction<'_>)| {
            let mut change = doc.transaction();
            write(&mut change);
            change.commit();
            raws.push(doc.get_last_local_change().unwrap().raw_bytes().to_vec());
        };
    let mut ids = Vec::new();
    commit(&mut doc, &mut |change| {
        let text = change.put_object(ROOT, "text", ObjType::Text).unwrap();
        change
            .splice_text(&text, 0, 0, "same clothes as Monday")
            .unwrap();
        let list = change.put_object(ROOT, "list", ObjType::List).unwrap();
        change.insert(&list, 0, 1.5).unwrap();
        change.insert(&list, 1, "two").unwrap();
        let map = change.put_object(&list, 0, ObjType::Map).unwrap();
        change.put(&map, "count", ScalarValue::counter(3)).unwrap();
        ids = vec![text, list, map];
    });
    commit(&mut doc, &mut |change| {
        let bold = Mark::new("bold".into(), true, 2, 9);
        change.mark(&ids[0], bold, ExpandMark::Both).unwrap();
        change.splice_text(&ids[0], 5, 3, "X").unwrap();
        change.delete(&ids[1], 1).unwrap();
        change.increment(&ids[2], "count", -2).unwrap();
        change.put(ROOT, "c/given", ScalarValue::Null).unwrap();
    });
    (case, raws)
}

#[test]
fn every_kind_of_operation_flipped_anywhere_leaves_a_working_document() {
    let (case, raws) = foreign();
    let mut with_first = case.clone();
    assert!(with_first.accept(&[(TOM, &part(raws[0].clone()))])[0].is_accepted());
    let mut whole = with_first.clone();
    assert!(whole.accept(&[(TOM, &part(raws[1].clone()))])[0].is_accepted());
    assert_eq!(project(&whole).unreadable, 3);
    still_works(&mut whole);

    for (base, raw) in [(&case, &raws[0]), (&with_first, &raws[1])] {
        let mut accepted = 0;
        for bit in (64..raw.len() * 8).step_by(2) {
            let mut hostile = raw.clone();
            hostile[bit / 8] ^= 1 << (bit % 8);
            sign_off(&mut hostile);
            let mut copy = base.clone();
            if copy.accept(&[(TOM, &part(hostile))])[0].is_accepted() {
                accepted += 1;
                still_works(&mut copy);
            } else {
                assert_eq!(copy, *base);
            }
        }
        println!("{accepted} of {} flips accepted", raw.len() * 4);
    }
}
