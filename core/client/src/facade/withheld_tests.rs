//! A withheld address is in nothing that the facade hands out before somebody asks for it, and
//! whatever hands it out notes the look.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    sync::{Arc, Mutex},
};

use patchwork_model::{CaseEdit, LookedAt as What, NotSent, TimelineFilter};

#[cfg(unix)]
use crate::testing::{Protected, permissions_hold};
use crate::{
    CaseId, Client, ClientError, DraftView, EntryId, EntryKind, NewCase, NewInvolvement, NewMarker,
    NewPerson, NewRelationship, NewResidence, NewTask, PersonId, PictureFocus, PictureRequest,
    RelationshipKind, ResidenceDetails, ResidenceId, ResidenceKind, ResidenceView,
    SheetNumberChoice, SheetPersonChoice, SheetRequest, Update, UpdateListener, Viewport,
    testing::{Kitchen, hear, written_elsewhere},
};

/// In every address here that is withheld, and in nothing else.
const CANARY: &str = "Canarybird";
const LOOK_IS_NOTED: &str =
    "That you looked is noted here, and the team is told when you next write in this case.\n";
const OPEN: &str = "14 Wharf Lane";

/// Whoever calls one of these asks for an address, or for all that was not sent.
const ASKED: [&str; 3] = ["withheld_address", "export_unsent", "unsent_words"];

/// Refused beside no relay, and not to be had where everything can be saved.
const NO_ANSWER: [&str; 2] = ["relay_address", "read_only_notice"];

/// What changes, opens or closes something. Nothing of what is kept comes back but ids, and what was
/// typed in an entry; `inspect_store` and `inspect_device` are for simulations.
const NO_READS: [&str; 74] = [
    "act",
    "add_agency",
    "add_involvement",
    "add_marker",
    "add_people",
    "add_person",
    "add_residence",
    "add_task",
    "add_to_team",
    "admit",
    "background",
    "change_child",
    "change_involvement",
    "change_marker",
    "change_my_card",
    "change_partnership",
    "change_person",
    "change_relationship",
    "change_residence",
    "change_task",
    "change_tie",
    "check_founding",
    "check_residence",
    "choose_value",
    "complete_task",
    "discard_draft",
    "discard_unsent",
    "dismiss",
    "end_marker",
    "erase_this_device",
    "foreground",
    "found",
    "hide_invitation",
    "inspect_device",
    "inspect_store",
    "invite",
    "join",
    "keep_all_values",
    "keep_draft",
    "keep_words",
    "lock",
    "looked_at",
    "mark_read",
    "network_changed",
    "open",
    "open_case",
    "open_in",
    "open_with_clock",
    "put_back",
    "relate",
    "relay_moved",
    "remove_involvement",
    "remove_relationship",
    "remove_residence",
    "remove_task",
    "reopen_task",
    "repair",
    "retry",
    "save_entry",
    "say_read",
    "send_now",
    "set_contact",
    "set_full",
    "set_offline",
    "set_status",
    "show_invitation",
    "store_counts",
    "subscribe",
    "sync_now",
    "take_off",
    "undo",
    "undo_discard",
    "update_draft",
    "watch_admission",
];

fn named(name: &str, role: &str) -> NewPerson {
    NewPerson {
        name: name.to_owned(),
        role: role.to_owned(),
        mobile: "07700 900123".to_owned(),
        ..NewPerson::default()
    }
}

fn lives(person: Option<PersonId>, address: &str, withheld_from: Vec<PersonId>) -> NewResidence {
    NewResidence {
        id: None,
        person,
        address: address.to_owned(),
        kind: ResidenceKind::Home,
        pattern: "Mon–Thu".to_owned(),
        from: None,
        until: None,
        withheld_from,
    }
}

fn as_it_stands(
    residence: ResidenceId,
    address: &str,
    withheld_from: Vec<PersonId>,
) -> ResidenceDetails {
    ResidenceDetails {
        residence,
        address: address.to_owned(),
        pattern: "Mon–Thu".to_owned(),
        from: None,
        until: None,
        withheld_from,
        shown: String::new(),
    }
}

fn row(number: u32) -> String {
    format!("{number} {CANARY} Row")
}

/// Priya's phone with addresses that are withheld in every way there is.
struct Planted {
    kitchen: Kitchen,
    case: CaseId,
    kelly: PersonId,
    craig: PersonId,
    /// Each of them can be asked for.
    withheld: Vec<ResidenceId>,
    /// Two people wrote down a different address.
    disputed: ResidenceId,
    open: ResidenceId,
    worry: EntryId,
}

impl Planted {
    async fn new() -> Self {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let kelly = client.add_person(case, named("Kelly Marsh", "mum"));
        let kelly = kelly.await.unwrap();
        let craig = client.add_person(case, named("Craig Doyle", "dad"));
        let craig = craig.await.unwrap();
        let nan = client.add_person(case, named("Jean Marsh", "nan"));
        let nan = nan.await.unwrap();
        let doctor = NewPerson {
            agency: "Mill Lane surgery".to_owned(),
            ..named("Dr Aziz", "GP")
        };
        client.add_person(case, doctor).await.unwrap();

        let refuge = NewResidence {
            kind: ResidenceKind::Refuge,
            ..lives(None, &row(1), Vec::new())
        };
        let ended = NewResidence {
            until: "2020-01-31".parse().ok(),
            ..lives(None, &row(2), vec![craig])
        };
        let mut withheld = Vec::new();
        for new in [
            refuge,
            ended,
            lives(Some(kelly), &row(3), vec![craig]),
            lives(Some(kelly), &row(4), vec![craig, kelly]),
        ] {
            withheld.push(client.add_residence(case, new).await.unwrap());
        }
        let later = client.add_residence(case, lives(None, &row(5), Vec::new()));
        let later = later.await.unwrap();
        let details = as_it_stands(later, &row(5), vec![craig]);
        client.change_residence(case, details).await.unwrap();
        let moved = client.add_residence(case, lives(None, &row(6), vec![craig]));
        let moved = moved.await.unwrap();
        let details = as_it_stands(moved, &row(7), vec![craig]);
        client.change_residence(case, details).await.unwrap();
        let disputed = client.add_residence(case, lives(Some(kelly), &row(8), vec![craig]));
        let disputed = disputed.await.unwrap();
        let details = as_it_stands(disputed, &row(9), vec![craig]);
        dispute(client, case, disputed, &row(10), details).await;
        withheld.extend([later, moved, disputed]);

        for new in [
            lives(Some(nan), &row(11), vec![craig]),
            lives(None, &row(12), vec![craig]),
        ] {
            let person = new.person;
            let residence = client.add_residence(case, new).await.unwrap();
            match person {
                Some(person) => client.take_off(case, person).await.unwrap(),
                None => client.remove_residence(case, residence).await.unwrap(),
            }
        }
        let open = client.add_residence(case, lives(Some(craig), OPEN, Vec::new()));
        let open = open.await.unwrap();

        let marker = NewMarker {
            text: "Large dog".to_owned(),
            ..NewMarker::default()
        };
        client.add_marker(case, marker).await.unwrap();
        let task = NewTask {
            id: None,
            case,
            title: "Ring Mum".to_owned(),
            assignee: None,
            due: None,
        };
        client.add_task(task).await.unwrap();
        let part = NewInvolvement {
            id: None,
            practitioner: Some(kitchen.priya),
            person: None,
            role: "Lead".to_owned(),
            agency: String::new(),
            from: None,
            until: None,
            basis: None,
            review: None,
        };
        client.add_involvement(case, part).await.unwrap();
        let mother = NewRelationship {
            id: None,
            from: kelly,
            kind: RelationshipKind::ParentOf,
            to: PersonId::CHILD,
        };
        client.relate(case, mother).await.unwrap();
        let worry = kitchen.write(case, EntryKind::Worry, "limped", None).await;
        kitchen
            .write(case, EntryKind::Amendment, "limped a little", Some(worry))
            .await;
        kitchen.write(case, EntryKind::Contact, "calm", None).await;
        let half = DraftView {
            text: "half a thought".to_owned(),
            ..client.new_draft(Some(case)).await.unwrap()
        };
        client.keep_draft(half).await.unwrap();
        let refused = client.write(|w, _| {
            for part in w.unsent()? {
                w.part_needs_attention(part.id, NotSent::Closed)?;
            }
            Ok(())
        });
        refused.await.unwrap();
        Self {
            kitchen,
            case,
            kelly,
            craig,
            withheld,
            disputed,
            open,
            worry,
        }
    }

    /// What was looked at and not told yet.
    async fn looks(&self) -> BTreeSet<What> {
        let case = self.case;
        let reports = self
            .kitchen
            .client
            .read(move |r| Ok(r.unreported_access(case)?));
        let reports = reports.await.unwrap();
        let looks = reports.into_iter().flat_map(|report| report.looks);
        looks.map(|look| look.at).collect()
    }

    async fn residence(&self, residence: ResidenceId) -> ResidenceView {
        let view = self.kitchen.client.case_view(self.case).await.unwrap();
        let mut all = view.residences.into_iter();
        all.find(|view| view.residence == residence).unwrap()
    }
}

/// A colleague's phone says this address, while this one says another without having heard it.
async fn dispute(
    client: &Client,
    case: CaseId,
    residence: ResidenceId,
    theirs: &str,
    mine: ResidenceDetails,
) {
    let heard = elsewhere(client, case, residence, theirs).await;
    client.change_residence(case, mine).await.unwrap();
    hear(client, case, heard).await;
}

/// A colleague writes down this address on their own phone; what it sends.
async fn elsewhere(
    client: &Client,
    case: CaseId,
    residence: ResidenceId,
    address: &str,
) -> Vec<u8> {
    let edit = CaseEdit::SetAddress {
        id: residence,
        address: address.to_owned(),
    };
    written_elsewhere(client, case, edit).await
}

/// The name of a call, and its answer as a log, a crash report or a debugger would show it.
type Said = (&'static str, String);

macro_rules! said {
    ($client:ident; $($name:ident($($argument:expr),*)),+ $(,)?) => {
        [$((stringify!($name), format!("{:?}", $client.$name($($argument),*).await))),+]
    };
}

/// The answer of everything that reads, about the case and about everything in it.
async fn read_all(planted: &Planted) -> Vec<Said> {
    let client = &planted.kitchen.client;
    let (case, worry, me) = (planted.case, planted.worry, planted.kitchen.priya);
    let nothing = String::new;
    let child = NewCase {
        given: "Gabriella".to_owned(),
        family: "Marsh".to_owned(),
        ..NewCase::default()
    };
    let draft = client.drafts().await.unwrap().remove(0);
    let whole = PictureRequest {
        shows_past: true,
        ..PictureRequest::whole(Viewport {
            width: 360.0,
            height: 520.0,
            text_scale: 1.0,
        })
    };
    let mut said = Vec::from(said![client;
        standing(),
        founding_begun(),
        partnership(),
        notices(),
        chip(),
        sync_status(),
        support_report(),
        doctor(),
        pending_devices(),
        me(),
        directory(nothing(), None, 50),
        practitioner(me),
        agencies(),
        cases(nothing(), None, 50),
        cases(CANARY.to_owned(), None, 50),
        all_cases(),
        case_listing(case),
        unread_total(),
        for_you(),
        my_tasks(None, 50),
        case_view(case),
        conflicts(),
        picture(case, whole.clone()),
        pattern(case),
        new_in_case(case),
        thread(case, worry),
        entry(case, worry),
        team(case),
        may_be_added(case, nothing(), None, 50),
        who_looked(case),
        sheet_readers(case),
        drafts(),
        draft(draft.draft),
        find_draft(draft.draft),
        new_draft(Some(case)),
        unfinished_drafts(),
        audience(draft.clone()),
        likely_same_children(child.clone()),
        likely_same_people(case, named("Kelly Marsh", "mum")),
        likely_same_people(case, named(CANARY, "mum")),
    ]);
    said.extend([
        (
            "read_only_notice",
            format!("{:?}", client.read_only_notice()),
        ),
        (
            "relay_address",
            format!("{:?}", client.relay_address().await),
        ),
    ]);
    for filter in TimelineFilter::ALL {
        said.extend(said![client; timeline(case, None, 50, *filter)]);
    }
    let mut people = vec![PersonId::CHILD];
    let view = client.case_view(case).await.unwrap();
    people.extend(view.people.iter().map(|person| person.person));
    people.extend(view.taken_off.iter().map(|person| person.person));
    for person in people {
        said.extend(said![client; timeline_of_person(case, person, None, 50)]);
    }
    for words in [
        CANARY, "canari", "c", "1", "11", "row", "Kelly", "limped", "ella",
    ] {
        said.extend(said![client; search(words.to_owned())]);
    }
    let nodes = client.picture(case, whole.clone()).await.unwrap().nodes;
    for node in nodes {
        for focus in [
            PictureFocus::Person {
                id: node.id.clone(),
            },
            PictureFocus::Group { id: node.id },
        ] {
            let request = PictureRequest {
                focus,
                ..whole.clone()
            };
            said.extend(said![client; picture(case, request)]);
        }
    }
    for reader in client.sheet_readers(case).await.unwrap() {
        let choices = client.sheet_choices(case, reader.person).await.unwrap();
        let all = SheetRequest {
            reader: reader.person,
            people: choices
                .people
                .iter()
                .map(|person| SheetPersonChoice {
                    person: person.person,
                    shown: person.shown.clone(),
                })
                .collect(),
            numbers: choices
                .people
                .iter()
                .flat_map(|person| {
                    person.numbers.iter().map(|number| SheetNumberChoice {
                        person: person.person,
                        value: number.value.clone(),
                    })
                })
                .collect(),
        };
        for request in [choices.to_begin_with(), all] {
            said.extend(said![client;
                sheet_choices(case, reader.person),
                sheet_leaves_out(case, request.clone()),
                sheet(case, request.clone()),
                sheet_with_screens(case, request, vec![whole.viewport]),
            ]);
        }
    }
    said
}

fn holds_canary(text: &str) -> bool {
    text.to_lowercase().contains(&CANARY.to_lowercase())
}

/// Every method of the client that an app can call, as the sources have it.
fn methods(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            found.extend(methods(&path));
        }
        if path.extension().is_none_or(|kind| kind != "rs") {
            continue;
        }
        let mut is_clients = false;
        for line in fs::read_to_string(&path).unwrap().lines() {
            match line {
                "impl Client {" => is_clients = true,
                "}" => is_clients = false,
                _ => {}
            }
            let Some(rest) = line.strip_prefix("    pub ").filter(|_| is_clients) else {
                continue;
            };
            if let Some((_, rest)) = rest.split_once("fn ")
                && !rest.starts_with("(crate)")
                && let Some(end) = rest.find(['(', '<'])
            {
                found.insert(rest[..end].to_owned());
            }
        }
    }
    found
}

#[derive(Default)]
struct Heard(Mutex<Vec<Update>>);

impl UpdateListener for Heard {
    fn updated(&self, update: Update) {
        self.0.lock().unwrap().push(update);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_an_app_reads_holds_a_withheld_address_before_it_is_asked_for() {
    let planted = Planted::new().await;
    let client = &planted.kitchen.client;
    let heard = Arc::new(Heard::default());
    let subscription = client.subscribe(heard.clone());
    let said = read_all(&planted).await;
    for (call, answer) in &said {
        assert!(!holds_canary(answer), "{call} tells it: {answer}");
        let is_an_answer = answer.starts_with("Ok(") || NO_ANSWER.contains(call);
        assert!(is_an_answer, "{call}: {answer}");
    }
    let shows_open = said.iter().any(|(_, answer)| answer.contains(OPEN));
    assert!(shows_open, "an address that is not withheld is shown");
    assert_eq!(planted.looks().await, BTreeSet::new(), "nobody asked");

    let mut asked = BTreeSet::new();
    for residence in &planted.withheld {
        let view = client.withheld_address(planted.case, *residence).await;
        let view = view.unwrap();
        assert!(!view.addresses.is_empty());
        assert!(view.addresses.iter().all(|it| holds_canary(&it.value)));
        asked.insert(What::WithheldAddress(*residence));
        assert_eq!(planted.looks().await, asked);
    }
    drop(subscription);
    assert!(!holds_canary(&format!("{:?}", heard.0.lock().unwrap())));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_of_the_client_is_called_here_or_known_to_read_nothing() {
    let planted = Planted::new().await;
    let said = read_all(&planted).await.into_iter();
    let called: BTreeSet<String> = said.map(|(call, _)| call.to_owned()).collect();
    let others = NO_READS.iter().chain(&ASKED).map(|&name| name.to_owned());
    let known: BTreeSet<String> = others.chain(called).collect();
    let methods = methods(Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/facade"
    )));
    let new: Vec<_> = methods.difference(&known).collect();
    assert!(
        new.is_empty(),
        "let read_all call {new:?}, or list here that it reads nothing"
    );
    let gone: Vec<_> = known.difference(&methods).collect();
    assert!(gone.is_empty(), "there is no {gone:?} any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_out_of_what_was_not_sent_is_a_look_at_each_withheld_address_in_it() {
    let planted = Planted::new().await;
    let client = &planted.kitchen.client;
    let sync = client.sync_status().await.unwrap();
    let mut told = BTreeSet::new();
    for handle in sync.failed.iter().filter_map(|item| item.discard.clone()) {
        let words = client.unsent_words(handle).await.unwrap();
        let looks = planted.looks().await;
        let new = looks.difference(&told).count();
        // A second look at the same address on the same day is noted already.
        assert!(new <= usize::from(holds_canary(&words)), "{words}");
        assert!(looks.len() >= usize::from(holds_canary(&words)), "{words}");
        assert_eq!(words.ends_with(LOOK_IS_NOTED), holds_canary(&words));
        told = looks;
    }
    // Of all that are withheld, of one of somebody who was taken off, and of one that was removed.
    assert_eq!(told.len(), planted.withheld.len() + 2);
    assert!(!told.contains(&What::WithheldAddress(planted.open)));

    let planted = Planted::new().await;
    let text = planted.kitchen.client.export_unsent().await.unwrap();
    // The tenth is a colleague's: it came from the relay.
    for number in (1..=9).chain(11..=12) {
        assert!(text.contains(&row(number)), "{number} is lost:\n{text}");
    }
    for line in text.lines().filter(|line| holds_canary(line)) {
        assert!(line.contains("(WITHHELD address)"), "{line}");
    }
    assert!(text.ends_with(LOOK_IS_NOTED));
    let looks = planted.looks().await;
    assert_eq!(looks.len(), planted.withheld.len() + 2);
    for residence in &planted.withheld {
        assert!(looks.contains(&What::WithheldAddress(*residence)));
    }
    assert!(!looks.contains(&What::WithheldAddress(planted.open)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_out_is_no_look_where_no_withheld_address_is_in_it() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let kelly = client.add_person(case, named("Kelly Marsh", "mum"));
    let hidden = lives(None, &row(1), vec![kelly.await.unwrap()]);
    let residence = client.add_residence(case, hidden).await.unwrap();
    let told = as_it_stands(residence, &row(1), Vec::new());
    client.change_residence(case, told).await.unwrap();
    let text = client.export_unsent().await.unwrap();
    assert!(text.contains(&row(1)), "{text}");
    assert!(!text.contains(LOOK_IS_NOTED));
    let reports = client.read(move |r| Ok(r.unreported_access(case)?)).await;
    assert_eq!(reports.unwrap(), [], "whoever wants can read it by now");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_covered_residence_says_everything_but_the_address() {
    let planted = Planted::new().await;
    let client = &planted.kitchen.client;
    for residence in &planted.withheld {
        let covered = planted.residence(*residence).await;
        let asked = client.withheld_address(planted.case, *residence);
        let mut asked = asked.await.unwrap();
        assert!(covered.is_withheld && !covered.may_be_mapped);
        for address in &mut asked.addresses {
            address.value.clear();
        }
        assert_eq!(covered, asked);
    }
    // Among addresses that are covered one is chosen all the same.
    let covered = planted.residence(planted.disputed).await;
    assert_eq!(covered.addresses.len(), 2);
    let field = client.conflicts().await.unwrap().remove(0).field;
    let choice = covered.addresses[1].choice.clone();
    let before = client
        .withheld_address(planted.case, planted.disputed)
        .await
        .unwrap();
    client
        .choose_value(planted.case, field, choice)
        .await
        .unwrap();
    let after = client
        .withheld_address(planted.case, planted.disputed)
        .await
        .unwrap();
    assert_eq!(after.addresses.len(), 1);
    assert_eq!(after.addresses[0].value, before.addresses[1].value);
    assert_eq!(client.conflicts().await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_was_never_told_the_address_overwrites_nothing() {
    let planted = Planted::new().await;
    let (client, case) = (&planted.kitchen.client, planted.case);
    let shown = client.case_view(case).await.unwrap().header.shown;
    for residence in &planted.withheld {
        let before = client.withheld_address(case, *residence).await.unwrap();
        let covered = planted.residence(*residence).await;
        for typed in [covered.addresses[0].value.as_str(), "  ", "\u{200b}"] {
            for shown in [shown.clone(), String::new()] {
                let details = ResidenceDetails {
                    pattern: "Fridays".to_owned(),
                    until: "2026-01-31".parse().ok(),
                    shown,
                    ..as_it_stands(*residence, typed, vec![planted.kelly])
                };
                let refused = client.change_residence(case, details).await;
                let reason = ClientError::invalid("address", "Write the address.");
                assert_eq!(refused, Err(reason));
            }
        }
        let after = client.withheld_address(case, *residence).await.unwrap();
        assert_eq!(after, before, "nothing of it was saved");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_kept_from_it_any_more_sees_the_address_that_was_withheld() {
    let planted = Planted::new().await;
    let (client, case) = (&planted.kitchen.client, planted.case);
    let residence = planted.withheld[2];
    let asked = client.withheld_address(case, residence).await.unwrap();
    let told = as_it_stands(residence, &asked.addresses[0].value, Vec::new());
    client.change_residence(case, told).await.unwrap();
    let open = planted.residence(residence).await;
    assert!(!open.is_withheld && open.may_be_mapped);
    assert_eq!(open.addresses[0].value, row(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_came_between_the_form_and_the_look_does_not_conflict_with_itself() {
    let planted = Planted::new().await;
    let (client, case) = (&planted.kitchen.client, planted.case);
    let residence = planted.withheld[2];
    // The form is there; a colleague's change arrives; then the address is asked for.
    let shown = client.case_view(case).await.unwrap().header.shown;
    let conflicts = client.conflicts().await.unwrap().len();
    let heard = elsewhere(client, case, residence, &row(13)).await;
    hear(client, case, heard).await;
    let asked = client.withheld_address(case, residence).await.unwrap();
    assert_eq!(asked.addresses[0].value, row(13));
    let details = ResidenceDetails {
        pattern: "Fridays".to_owned(),
        shown,
        ..as_it_stands(residence, &asked.addresses[0].value, vec![planted.craig])
    };
    client.change_residence(case, details).await.unwrap();
    let after = client.withheld_address(case, residence).await.unwrap();
    assert_eq!(after.addresses.len(), 1, "{after:?}");
    assert_eq!(after.addresses[0].value, row(13));
    assert_eq!(after.pattern, "Fridays");
    assert_eq!(client.conflicts().await.unwrap().len(), conflicts);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_can_be_saved_a_withheld_address_is_covered_and_shown_to_whoever_asks() {
    let mine = tempfile::tempdir().unwrap();
    let name = "where_nothing_can_be_saved_a_withheld_address_is_covered_and_shown_to_whoever_asks";
    if !permissions_hold(mine.path(), &format!("facade::withheld_tests::{name}")) {
        return;
    }
    let mut planted = Planted::new().await;
    planted.kitchen.client.lock().await;
    let _protected = Protected::whole(planted.kitchen.folder.path()).unwrap();
    planted.kitchen.reopen().await.unwrap();
    let client = &planted.kitchen.client;
    assert!(client.read_only_notice().is_some());
    for (call, answer) in read_all(&planted).await {
        assert!(!holds_canary(&answer), "{call} tells it: {answer}");
    }
    for residence in &planted.withheld {
        let view = client.withheld_address(planted.case, *residence).await;
        let view = view.unwrap();
        assert!(view.addresses.iter().all(|it| holds_canary(&it.value)));
    }
    let text = client.export_unsent().await.unwrap();
    assert!(text.contains(&row(1)), "{text}");
    assert!(!text.contains(LOOK_IS_NOTED), "nothing can be noted");
    client.lock().await;
}
