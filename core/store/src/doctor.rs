//! Building what screens read anew from documents and entries, and comparing.

use jiff::Timestamp;
use patchwork_model::{CaseDocument, CaseProjection, Entry, EntryId, project, project_entry};
use patchwork_protocol::{PractitionerId, SpaceId};

use crate::{
    Result, Seen, Store, StoreError, StoredEntry, Writer, columns::Columns, tables::codes::code,
};

/// What to do about differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cure {
    /// Only report them.
    Look,
    /// Keep what was built anew.
    Rebuild,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnosis {
    /// Cases that were compared.
    pub cases: u32,
    /// Entries that were compared.
    pub entries: u32,
    /// What was not as it should be.
    pub ailments: Vec<Ailment>,
}

/// Something that was not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Ailment {
    /// The rows of a case differ from its document.
    #[error("the rows of case {0} differ from its document")]
    CaseRows(SpaceId),
    /// The words under which a case is found differ.
    #[error("the search of case {0} differs from its rows")]
    Names(SpaceId),
    /// What is looked up about an entry differs.
    #[error("the row of entry {1} in case {0} differs from the entry")]
    EntryRow(SpaceId, EntryId),
    /// A document cannot be read. Its rows stay.
    #[error("the document of case {0} cannot be read: {1}")]
    Document(SpaceId, String),
    /// An entry cannot be read. Its row stays.
    #[error("entry {1} of case {0} cannot be read: {2}")]
    Entry(SpaceId, EntryId, String),
    /// The words under which a practitioner is found differ.
    #[error("the search of practitioner {0} differs from their cards")]
    Practitioner(PractitionerId),
    /// A search index contradicts its text.
    #[error("the {0} index contradicts its text")]
    Index(&'static str),
    /// The file itself.
    #[error("the database file: {0}")]
    File(String),
}

/// Ends the transaction of a look without keeping anything.
enum Stop {
    Looked(Diagnosis),
    Failed(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

const FILE: &str =
    "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
const SPACES: &str = "SELECT space FROM document UNION SELECT space FROM entry
    UNION SELECT space FROM case_row ORDER BY 1";
const NAMES: &str = "SELECT n.kind, n.subject, n.label, n.words, f.text, f.sound
    FROM named n LEFT JOIN name_search f ON f.rowid = n.row
    WHERE n.space = ?1 ORDER BY n.kind, n.subject";
const ENTRIES: &str = "SELECT e.id, e.author, e.body, e.unread, e.kind, e.happened, e.written,
    e.target, e.saw, e.spoke, e.family, e.contact_at, e.received, f.text,
    (SELECT group_concat(hex(m.participant) || '@' || m.at || coalesce(hex(m.person), '')
            ORDER BY m.participant)
        FROM contact_made m WHERE m.space = e.space AND m.entry = e.id),
    (SELECT group_concat(hex(p.person) || '@' || p.happened ORDER BY p.person)
        FROM entry_person p WHERE p.space = e.space AND p.entry = e.id)
    FROM entry e LEFT JOIN entry_search f ON f.rowid = e.row
    WHERE e.space = ?1 ORDER BY e.id";
const PRACTITIONERS: &str = "SELECT id FROM practitioner ORDER BY id";
const NAMES_OF: &str = concat!(
    "SELECT n.kind, n.subject, n.label, n.words, f.text, f.sound
    FROM named n LEFT JOIN name_search f ON f.rowid = n.row
    WHERE n.space = x'' AND n.kind = ",
    code!(name practitioner),
    " AND n.subject = ?1"
);
const CHECK_ENTRIES: &str =
    "INSERT INTO entry_search (entry_search, rank) VALUES ('integrity-check', 1)";
const CHECK_NAMES: &str =
    "INSERT INTO name_search (name_search, rank) VALUES ('integrity-check', 1)";
const REBUILD_ENTRIES: &str = "INSERT INTO entry_search (entry_search) VALUES ('rebuild')";
const REBUILD_NAMES: &str = "INSERT INTO name_search (name_search) VALUES ('rebuild')";

/// Under what a subject is found.
#[derive(PartialEq, Eq)]
struct Found {
    kind: u8,
    subject: Vec<u8>,
    label: String,
    words: String,
    text: Option<String>,
    sound: Option<String>,
}

/// Everything that is kept beside an entry's bytes and computed from them.
#[derive(PartialEq, Eq)]
struct EntryLookup {
    id: EntryId,
    author: PractitionerId,
    body: Vec<u8>,
    seen: Seen,
    numbers: [i64; 7],
    received_at: Option<Timestamp>,
    target: Option<Vec<u8>>,
    text: Option<String>,
    contacts: Option<String>,
    people: Option<String>,
}

impl Store {
    /// Builds every case's rows and searches anew, and says what differed.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read or written; what is wrong *in* it is in the
    /// [`Diagnosis`].
    pub fn doctor(&self, cure: Cure) -> Result<Diagnosis> {
        let examined = self.write(|w| {
            let diagnosis = w.examine()?;
            match cure {
                Cure::Look => Err(Stop::Looked(diagnosis)),
                Cure::Rebuild => Ok(diagnosis),
            }
        });
        match examined {
            Ok(diagnosis) | Err(Stop::Looked(diagnosis)) => Ok(diagnosis),
            Err(Stop::Failed(error)) => Err(error),
        }
    }
}

impl Writer<'_> {
    /// Computes anew everything that is computed from documents, entries and cards. What cannot be
    /// read keeps the rows that it has.
    pub(crate) fn derive_anew(&mut self) -> Result<()> {
        let mut diagnosis = Diagnosis::default();
        self.examine_all(&mut diagnosis)?;
        // Of a case whose document cannot be read, the rows are what there is.
        for ailment in diagnosis.ailments {
            if let Ailment::Document(space, _) = ailment
                && let Some(case) = self.case(space)?
            {
                self.rewrite_names(space, &case)?;
            }
        }
        Ok(())
    }

    fn examine(&mut self) -> Result<Diagnosis> {
        let mut diagnosis = Diagnosis::default();
        for fault in self.all(FILE, [], |row| Ok(row.get::<_, String>(0)?))? {
            diagnosis.ailments.push(Ailment::File(fault));
        }
        for (name, check, rebuild) in [
            ("journal", CHECK_ENTRIES, REBUILD_ENTRIES),
            ("name", CHECK_NAMES, REBUILD_NAMES),
        ] {
            match self.run(check, []) {
                Ok(_) => {}
                Err(StoreError::Damaged(_)) => {
                    diagnosis.ailments.push(Ailment::Index(name));
                    self.run(rebuild, [])?;
                }
                Err(error) => return Err(error),
            }
        }
        self.examine_all(&mut diagnosis)?;
        Ok(diagnosis)
    }

    fn examine_all(&mut self, diagnosis: &mut Diagnosis) -> Result<()> {
        let spaces: Vec<SpaceId> = self.all(SPACES, [], |row| row.id(0))?;
        for space in spaces {
            self.examine_case(space, diagnosis)?;
            self.examine_entries(space, diagnosis)?;
        }
        for practitioner in self.all(PRACTITIONERS, [], |row| row.id(0))? {
            self.examine_practitioner(practitioner, diagnosis)?;
        }
        Ok(())
    }

    fn examine_case(&mut self, space: SpaceId, diagnosis: &mut Diagnosis) -> Result<()> {
        let Some(row) = self.document(space)? else {
            return Ok(());
        };
        let anew = match CaseDocument::load(&row.bytes) {
            Ok(document) => project(&document),
            Err(error) => {
                let ailment = Ailment::Document(space, error.to_string());
                diagnosis.ailments.push(ailment);
                return Ok(());
            }
        };
        diagnosis.cases += 1;
        // A row that cannot be read is a difference too.
        let kept: Option<CaseProjection> = match self.case(space) {
            Ok(kept) => kept,
            Err(StoreError::Damaged(_)) => None,
            Err(error) => return Err(error),
        };
        let names = self.all(NAMES, [space.0], found)?;
        self.rewrite_case(space, &anew)?;
        if kept != Some(anew) {
            diagnosis.ailments.push(Ailment::CaseRows(space));
        }
        if names != self.all(NAMES, [space.0], found)? {
            diagnosis.ailments.push(Ailment::Names(space));
        }
        Ok(())
    }

    fn examine_entries(&mut self, space: SpaceId, diagnosis: &mut Diagnosis) -> Result<()> {
        let kept = self.entry_lookups(space)?;
        for lookup in &kept {
            diagnosis.entries += 1;
            let entry = match Entry::decode(&lookup.body) {
                Ok(entry) => entry,
                Err(error) => {
                    let ailment = Ailment::Entry(space, lookup.id, error.to_string());
                    diagnosis.ailments.push(ailment);
                    continue;
                }
            };
            let entry = StoredEntry {
                space,
                row: project_entry(lookup.id.device(), entry),
                author: lookup.author,
                seen: lookup.seen,
            };
            self.put_entry_anew(&entry, &lookup.body, lookup.received_at)?;
        }
        let anew = self.entry_lookups(space)?;
        for lookup in kept.iter().filter(|lookup| !anew.contains(lookup)) {
            diagnosis.ailments.push(Ailment::EntryRow(space, lookup.id));
        }
        Ok(())
    }

    fn examine_practitioner(
        &mut self,
        practitioner: PractitionerId,
        diagnosis: &mut Diagnosis,
    ) -> Result<()> {
        let kept = self.all(NAMES_OF, [practitioner.0], found)?;
        self.find_practitioner(practitioner)?;
        if kept != self.all(NAMES_OF, [practitioner.0], found)? {
            diagnosis.ailments.push(Ailment::Practitioner(practitioner));
        }
        Ok(())
    }

    fn entry_lookups(&self, space: SpaceId) -> Result<Vec<EntryLookup>> {
        self.all(ENTRIES, [space.0], |row| {
            let unread: bool = row.get(3)?;
            let mut numbers = [0; 7];
            for (number, column) in numbers.iter_mut().zip([4, 5, 6, 8, 9, 10, 11]) {
                *number = row.get(column)?;
            }
            Ok(EntryLookup {
                id: row.id(0)?,
                author: row.id(1)?,
                body: row.get(2)?,
                seen: if unread { Seen::NotYet } else { Seen::Yes },
                numbers,
                target: row.get(7)?,
                received_at: row.time_or_none(12)?,
                text: row.get(13)?,
                contacts: row.get(14)?,
                people: row.get(15)?,
            })
        })
    }
}

fn found(row: &rusqlite::Row<'_>) -> Result<Found> {
    Ok(Found {
        kind: row.get(0)?,
        subject: row.get(1)?,
        label: row.get(2)?,
        words: row.get(3)?,
        text: row.get(4)?,
        sound: row.get(5)?,
    })
}
