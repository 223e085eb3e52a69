//! What a person did to a case, in words.

use patchwork_model::{
    Basis, CaseEdit, KeptField, NewResidence, Participant, PersonId, Relation, ResidenceId,
    ResidenceKind, TaskId,
};
use patchwork_protocol::SpaceId;

use super::{export::Export, words};
use crate::Result;

impl Export<'_, '_> {
    /// An edit in words. Withheld addresses are told, and marked: they
    /// would be lost otherwise.
    pub(super) fn edit(&self, space: SpaceId, edit: &CaseEdit) -> Result<String> {
        let who = |person: PersonId| self.person(space, person);
        let day = |day: Option<jiff::civil::Date>, word: &str| {
            day.map(|day| format!(", {word} {}", words::day(day)))
                .unwrap_or_default()
        };
        let said = |text: Option<&str>| text.map(|text| format!(", {text}")).unwrap_or_default();
        Ok(match edit {
            CaseEdit::NameChild {
                given,
                family,
                preferred,
            } => format!(
                "Child: {}{}",
                [given.as_str(), family.as_str()].join(" ").trim(),
                preferred
                    .as_deref()
                    .map(|name| format!(", called {name}"))
                    .unwrap_or_default()
            ),
            CaseEdit::SetBorn(born) => born.label(),
            CaseEdit::SetNhsNumber(number) => number.map_or_else(
                || "NHS number removed".to_owned(),
                |number| format!("NHS number {number}"),
            ),
            CaseEdit::SetStatus(status) => format!(
                "{}{}{}",
                status.status.label(),
                day(status.from, "from"),
                said(status.from_whom.as_deref())
            ),
            CaseEdit::LabelFamily(label) => {
                format!("Family: {}", label.as_deref().unwrap_or("no label"))
            }
            CaseEdit::AddPerson(new) => format!(
                "New: {}{}{}{}",
                new.name,
                said(new.relation.map(Relation::label)),
                said(new.role.as_deref()),
                new.agency
                    .as_ref()
                    .map(|agency| format!(", {}", self.names.agency_named(agency)))
                    .unwrap_or_default()
            ),
            CaseEdit::RenamePerson { person, name } => format!("{} is now {name}", who(*person)?),
            CaseEdit::SetRelation { person, relation } => format!(
                "{}: {}",
                who(*person)?,
                relation.map_or("no relation", Relation::label)
            ),
            CaseEdit::SetWork {
                person,
                role,
                agency,
            } => format!(
                "{}{}{}",
                who(*person)?,
                said(role.as_deref()),
                agency
                    .as_ref()
                    .map(|agency| format!(", {}", self.names.agency_named(agency)))
                    .unwrap_or_default()
            ),
            CaseEdit::NoteContact { person, notes } => format!(
                "{}: {}",
                who(*person)?,
                notes.as_deref().unwrap_or("no note")
            ),
            CaseEdit::SetDeceased { person, deceased } => format!(
                "{} {}",
                who(*person)?,
                if *deceased { "has died" } else { "is alive" }
            ),
            CaseEdit::SetPersonRemoved { person, removed } => format!(
                "{} {}",
                who(*person)?,
                if *removed { "taken off" } else { "put back" }
            ),
            CaseEdit::SetContactDetail {
                person,
                kind,
                value,
                ..
            } => format!("{}, {}: {value}", who(*person)?, kind.label()),
            CaseEdit::RemoveContactDetail(_) => "A way to reach someone removed".to_owned(),
            CaseEdit::SetRelationship { from, to, kind, .. } => {
                format!("{} {} {}", who(*from)?, kind.label(), who(*to)?)
            }
            CaseEdit::RemoveRelationship(_) => "A tie between two people removed".to_owned(),
            CaseEdit::AddResidence(new) => format!(
                "{}, {}{}: {}{}{}{}",
                who(new.person)?,
                new.kind.label(),
                marked(was_withheld(new) || self.is_withheld(space, new.id)? == Some(true)),
                new.address,
                said(new.pattern.as_deref()),
                day(new.from, "from"),
                day(new.until, "until")
            ),
            CaseEdit::SetAddress { id, address } => {
                format!("Address of {}: {address}", self.residence(space, *id)?)
            }
            CaseEdit::SetResidencePeriod {
                from,
                until,
                pattern,
                ..
            } => format!(
                "Lives there{}{}{}",
                said(pattern.as_deref()),
                day(*from, "from"),
                day(*until, "until")
            ),
            CaseEdit::SetWithheld { from, withheld, .. } => format!(
                "Address {} from {}",
                if *withheld {
                    "withheld"
                } else {
                    "no longer withheld"
                },
                who(*from)?
            ),
            CaseEdit::RemoveResidence(_) => "A residence removed".to_owned(),
            CaseEdit::AddInvolvement(new) => format!(
                "{} is involved{}{}{}{}",
                match new.who {
                    Participant::Person(person) => who(person)?,
                    Participant::Practitioner(id) => self.names.name(id),
                },
                said(new.role.as_deref()),
                said(new.basis.map(Basis::label)),
                day(new.from, "from"),
                day(new.until, "until")
            ),
            CaseEdit::SetInvolvementRole { role, .. } => {
                format!("Involved as{}", said(role.as_deref()))
            }
            CaseEdit::SetInvolvementPeriod { from, until, .. } => {
                format!("Involved{}{}", day(*from, "from"), day(*until, "until"))
            }
            CaseEdit::SetBasis { basis, review, .. } => format!(
                "Ground{}{}",
                said(basis.map(Basis::label)),
                day(*review, "to review")
            ),
            CaseEdit::RemoveInvolvement(_) => "An involvement removed".to_owned(),
            CaseEdit::AddTask {
                title,
                assignee,
                due,
                ..
            } => format!(
                "Task: {title}{}{}",
                said(assignee.map(|id| self.names.name(id)).as_deref()),
                day(*due, "by")
            ),
            CaseEdit::RetitleTask { title, .. } => format!("Task now: {title}"),
            CaseEdit::AssignTask { id, assignee } => format!(
                "Task {}: {}",
                self.task(space, *id)?,
                assignee.map_or_else(|| "for nobody".to_owned(), |id| self.names.name(id))
            ),
            CaseEdit::SetTaskDue { id, due } => {
                format!("Task {}{}", self.task(space, *id)?, day(*due, "by"))
            }
            CaseEdit::SetTaskDone { id, done } => format!(
                "Task {}: {}",
                self.task(space, *id)?,
                if *done { "done" } else { "not done" }
            ),
            CaseEdit::RemoveTask(_) => "A task removed".to_owned(),
            CaseEdit::SetMarker {
                text,
                review,
                ended,
                ..
            } => format!(
                "Risk marker: {text}{}{}",
                day(*review, "to review"),
                day(*ended, "ended")
            ),
            CaseEdit::ChooseValue { field, value } => format!(
                "Chosen for {}: {}",
                match field {
                    KeptField::Status => "status".to_owned(),
                    KeptField::ContactDetail(_) => "a way to reach someone".to_owned(),
                    KeptField::Address(id) => {
                        format!("the address of {}", self.residence(space, *id)?)
                    }
                    KeptField::Marker(_) => "a risk marker".to_owned(),
                },
                value.text()
            ),
        })
    }

    /// The residence whose withheld address is in the words of this edit.
    pub(super) fn tells_withheld(
        &self,
        space: SpaceId,
        edit: &CaseEdit,
    ) -> Result<Option<ResidenceId>> {
        let (residence, was_withheld) = match edit {
            CaseEdit::AddResidence(new) => (new.id, was_withheld(new)),
            // Of one that was removed, it is not known any more: withheld is the safe side.
            CaseEdit::SetAddress { id, .. }
            | CaseEdit::ChooseValue {
                field: KeptField::Address(id),
                ..
            } => (*id, true),
            _ => return Ok(None),
        };
        let is_withheld = self.is_withheld(space, residence)?;
        Ok(is_withheld.unwrap_or(was_withheld).then_some(residence))
    }

    /// Whether the address of a residence is withheld; none where it was removed.
    fn is_withheld(&self, space: SpaceId, residence: ResidenceId) -> Result<Option<bool>> {
        let mut rows = self.r.residences(space)?.into_iter();
        let row = rows.find(|row| row.id == residence);
        Ok(row.map(|row| row.withheld))
    }

    fn residence(&self, space: SpaceId, residence: ResidenceId) -> Result<String> {
        let rows = self.r.residences(space)?;
        let Some(row) = rows.into_iter().find(|row| row.id == residence) else {
            return Ok("(removed)".to_owned());
        };
        let who = self.person(space, row.person)?;
        Ok(format!(
            "{who}, {}{}",
            row.kind.label(),
            marked(row.withheld)
        ))
    }

    fn task(&self, space: SpaceId, task: TaskId) -> Result<String> {
        Ok(self
            .r
            .tasks(space)?
            .into_iter()
            .find(|row| row.id == task)
            .map_or_else(|| "(removed)".to_owned(), |row| format!("“{}”", row.title)))
    }
}

/// Whether it was withheld as it was written down.
const fn was_withheld(new: &NewResidence) -> bool {
    matches!(new.kind, ResidenceKind::Refuge) || !new.withheld_from.is_empty()
}

const fn marked(is_withheld: bool) -> &'static str {
    if is_withheld {
        " (WITHHELD address)"
    } else {
        ""
    }
}
