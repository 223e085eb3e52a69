//! A year in the life of Ella, seven, as her team wrote it down. All invented.

use patchwork_client::{ContactOutcome, ResponseKind};

use super::people::{BEN, CAROL, DEE, GARETH, HELEN, JOAN, MARCUS, NADIA, PRIYA, RUTH, SAM, TOM};

/// Someone of Ella's family.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Relative {
    Mum,
    Nan,
    Jayden,
    Mia,
    Craig,
}

/// What was written down.
#[derive(Clone, Copy)]
pub(super) enum What {
    Note,
    Visit(ContactOutcome, &'static [Relative]),
    Call(ContactOutcome, &'static [Relative]),
    Worry,
    Strength,
    Words,
    /// With what was done.
    Event(&'static str),
    /// To the latest above that is not an answer itself.
    Reply,
    /// To the same.
    Response(ResponseKind),
}

impl What {
    pub(super) const fn is_answer(self) -> bool {
        matches!(self, Self::Reply | Self::Response(_))
    }
}

/// One entry: so many days ago, at this hour, by this practitioner.
pub(super) struct Moment {
    pub(super) days: i32,
    pub(super) hour: i8,
    pub(super) by: usize,
    pub(super) what: What,
    pub(super) text: &'static str,
}

const fn at(days: i32, hour: i8, by: usize, what: What, text: &'static str) -> Moment {
    Moment {
        days,
        hour,
        by,
        what,
        text,
    }
}

use ContactOutcome::{NoReply, Seen, SeenAlone, SpokeNotSeen, WasNotBrought};
use Relative::{Craig, Jayden, Mia, Mum, Nan};
use What::{Call, Event, Note, Reply, Response, Strength, Visit, Words, Worry};

/// The journal, oldest first; an answer follows what it answers.
pub(super) const JOURNAL: &[Moment] = &[
    at(
        362,
        10,
        HELEN,
        Note,
        "Ella started in my class. Settled quickly, shy with adults, has one close friend.",
    ),
    at(
        355,
        9,
        BEN,
        Note,
        "Late three mornings this week. Nan brings her when Mum works the early shift.",
    ),
    at(
        348,
        14,
        JOAN,
        Visit(Seen, &[Mum, Mia]),
        "New birth visit for Mia, six weeks early. Mum tired but warm with the baby. Ella home with a cold, drew all through the visit.",
    ),
    at(
        348,
        17,
        TOM,
        Reply,
        "Thanks Joan, that explains the missing Tuesday. We will keep a coat for her here.",
    ),
    at(
        341,
        13,
        HELEN,
        Strength,
        "Read a whole book aloud to the class today. Very proud of herself.",
    ),
    at(
        333,
        11,
        TOM,
        Worry,
        "Came in without a coat again and had not had breakfast. Ate two bowls at breakfast club.",
    ),
    at(
        332,
        9,
        SAM,
        Response(ResponseKind::Talked),
        "Talked with Mum at the gate. Breakfast club every day from now, no charge.",
    ),
    at(
        326,
        15,
        SAM,
        Visit(SpokeNotSeen, &[Mum]),
        "Mum asked about help with money since Craig moved out. Filled in the hardship form together.",
    ),
    at(
        318,
        10,
        GARETH,
        Note,
        "Damp reported in the back bedroom. Repair booked for the 14th.",
    ),
    at(
        311,
        16,
        DEE,
        Note,
        "Height and weight check at school: fine. Needs glasses; letter sent home.",
    ),
    at(
        301,
        11,
        JOAN,
        Visit(Seen, &[Mum, Mia]),
        "Mia gaining weight. Mum low in mood, says she is not sleeping. Agreed to see the GP.",
    ),
    at(
        300,
        10,
        NADIA,
        Call(SpokeNotSeen, &[Mum]),
        "Offered a volunteer on Wednesday mornings. Mum said yes.",
    ),
    at(292, 14, TOM, Words, "“Nan lets me crack the eggs.”"),
    at(
        285,
        9,
        BEN,
        Note,
        "Attendance this half term 91 per cent, up from 84.",
    ),
    at(
        279,
        13,
        NADIA,
        Visit(Seen, &[Mum, Mia]),
        "First volunteer visit went well. Mum had a shower and a sleep.",
    ),
    at(
        270,
        10,
        HELEN,
        Strength,
        "Has her glasses and wears them. Moved up a reading band.",
    ),
    at(
        263,
        15,
        GARETH,
        Visit(SpokeNotSeen, &[Mum]),
        "Damp treated. The boiler still cuts out; engineer booked.",
    ),
    at(
        255,
        11,
        SAM,
        Visit(SeenAlone, &[]),
        "Ella at the hub for holiday club. Chatty, made a mask. Says Jayden shouts at night.",
    ),
    at(
        254,
        16,
        TOM,
        Reply,
        "Jayden’s form tutor has noticed he is tired as well. I will ask them to keep an eye on it.",
    ),
    at(
        246,
        10,
        CAROL,
        Call(SpokeNotSeen, &[Mum]),
        "Mia’s weaning going well. Mum’s voice brighter than last month.",
    ),
    at(
        238,
        9,
        TOM,
        Worry,
        "Bruise on left forearm, the size of a 10p. Said she fell off the trampoline at Nan’s.",
    ),
    at(
        238,
        12,
        DEE,
        Reply,
        "Looked at it in school with Tom there. Fits what she says: there is a graze on the elbow too.",
    ),
    at(
        237,
        10,
        PRIYA,
        Response(ResponseKind::Talked),
        "Rang Nan, who told the same story before I asked. No further action on this.",
    ),
    at(
        230,
        14,
        JOAN,
        Visit(NoReply, &[]),
        "Nobody in at the time we agreed. Left a card.",
    ),
    at(
        228,
        11,
        JOAN,
        Call(SpokeNotSeen, &[Mum]),
        "Mum had mixed up the days. New visit on Friday.",
    ),
    at(
        225,
        10,
        JOAN,
        Visit(Seen, &[Mum, Mia]),
        "Mia well. Mum says Craig has been round at night, and she did not want him there.",
    ),
    at(
        224,
        9,
        MARCUS,
        Response(ResponseKind::Task),
        "Priya to visit this week and ask Mum about Craig.",
    ),
    at(
        222,
        16,
        PRIYA,
        Visit(Seen, &[Mum, Nan]),
        "Mum spoke openly. Craig shouts and has broken a door. She does not want him in the house. Safety plan written with her and Nan.",
    ),
    at(
        222,
        18,
        PRIYA,
        Event("Safety plan agreed; locks changed by Northcote Homes the next day."),
        "Mum told us of Craig’s violence in the home, with the children there.",
    ),
    at(
        221,
        10,
        GARETH,
        Reply,
        "Locks changed this morning. Door ordered.",
    ),
    at(219, 14, TOM, Words, "“I put my pillow over Mia’s ears.”"),
    at(
        218,
        9,
        PRIYA,
        Reply,
        "Thank you for writing down her own words, Tom. I will read them out on Thursday.",
    ),
    at(
        214,
        13,
        RUTH,
        Event(
            "All three children made subject of a child protection plan: emotional abuse. Core group every four weeks.",
        ),
        "Initial child protection conference. Mum came with Nan and spoke for herself.",
    ),
    at(
        210,
        11,
        SAM,
        Visit(Seen, &[Mum, Mia]),
        "Started the Freedom programme pack with Mum. She read it all.",
    ),
    at(
        204,
        10,
        HELEN,
        Note,
        "Tearful when the class was loud. Calms with a quiet job in the book corner.",
    ),
    at(
        198,
        15,
        PRIYA,
        Visit(SeenAlone, &[]),
        "Saw Ella alone in her room. Likes school, misses sleeping at Nan’s. Drew the house with a big lock.",
    ),
    at(191, 9, BEN, Note, "No lates in three weeks."),
    at(
        186,
        14,
        RUTH,
        Note,
        "Core group 1. Everyone came. Plan is on track; sleep at Nan’s on Fridays added.",
    ),
    at(180, 10, DEE, Note, "Hearing test normal."),
    at(
        173,
        16,
        PRIYA,
        Visit(Seen, &[Mum, Jayden, Mia]),
        "All three children seen. Home warm and tidy. Mum has told Craig not to come.",
    ),
    at(
        166,
        11,
        JOAN,
        Visit(WasNotBrought, &[Mum]),
        "Ella not brought to her hearing check. Mum texted after, bus did not come.",
    ),
    at(
        160,
        9,
        CAROL,
        Visit(Seen, &[Mum, Mia]),
        "Mia’s eight-month check at home: sitting, babbling, lovely with Mum. New day for Ella’s hearing check agreed.",
    ),
    at(
        155,
        14,
        TOM,
        Strength,
        "Ella made a friend in the year above through the reading buddies.",
    ),
    at(
        150,
        10,
        NADIA,
        Note,
        "Mum asked whether she could volunteer herself one day. Told her about the course in spring.",
    ),
    at(143, 15, GARETH, Note, "New boiler in."),
    at(
        137,
        11,
        PRIYA,
        Visit(SeenAlone, &[]),
        "Walk to the park with Ella. Sleeps well at Nan’s, less well at home. No mention of Craig.",
    ),
    at(
        131,
        9,
        TOM,
        Worry,
        "Two days in the same jumper, smelled of smoke. Different from how she usually comes in.",
    ),
    at(
        130,
        13,
        SAM,
        Response(ResponseKind::Talked),
        "Washing machine was broken. Lent ours at the hub; grant for a new one sent off.",
    ),
    at(
        128,
        10,
        GARETH,
        Reply,
        "Charity grant came through. Machine arrives Tuesday.",
    ),
    at(
        122,
        14,
        RUTH,
        Note,
        "Core group 2. Joan, Tom, Sam, Mum, Nan. Review conference set.",
    ),
    at(
        116,
        11,
        JOAN,
        Visit(Seen, &[Mum, Mia]),
        "Mia pulling to stand. Mum says her tablets help.",
    ),
    at(
        109,
        9,
        HELEN,
        Strength,
        "Star of the week for kindness: sat with a new boy at lunch.",
    ),
    at(
        102,
        16,
        PRIYA,
        Visit(NoReply, &[]),
        "Agreed visit, nobody in. Nan says they were at the dentist.",
    ),
    at(
        100,
        10,
        PRIYA,
        Visit(Seen, &[Mum, Mia]),
        "Dentist confirmed. Mum apologised. Good visit, Mum starting two mornings’ work in the school kitchen.",
    ),
    at(
        95,
        12,
        TOM,
        Note,
        "Mum’s first week in our kitchen. Ella waves at her through the hatch.",
    ),
    at(
        88,
        10,
        DEE,
        Note,
        "Ella asked to talk about bad dreams. Told her about the worry box. She has used it twice.",
    ),
    at(
        81,
        14,
        TOM,
        Words,
        "“Mummy sings in the kitchen at school.”",
    ),
    at(
        74,
        11,
        SAM,
        Visit(Seen, &[Mum, Nan, Mia]),
        "Family tea at the hub. All relaxed.",
    ),
    at(67, 9, BEN, Note, "Attendance this term 96 per cent."),
    at(
        60,
        13,
        RUTH,
        Event("Plan stays for now, to be reviewed in three months with a view to child in need."),
        "Review conference. Much has gone well; the plan stays until contact with Craig is settled in court.",
    ),
    at(
        53,
        15,
        PRIYA,
        Call(SpokeNotSeen, &[Craig]),
        "Craig rang, angry about the court date. Told him everything goes through his solicitor.",
    ),
    at(
        52,
        9,
        MARCUS,
        Reply,
        "Well handled. Two people for the next visit if he may be near.",
    ),
    at(
        45,
        10,
        JOAN,
        Visit(Seen, &[Mum, Mia]),
        "Mia walking. Mum a little flat; the court date worries her.",
    ),
    at(38, 14, HELEN, Note, "Ella quiet this week. Work is fine."),
    at(
        37,
        11,
        TOM,
        Reply,
        "She asked me twice whether Craig knows where the school is.",
    ),
    at(
        31,
        16,
        PRIYA,
        Visit(SeenAlone, &[]),
        "Saw Ella alone. Worried that Craig will come to school. Told her who would be at the gate, every day.",
    ),
    at(
        24,
        10,
        NADIA,
        Call(SpokeNotSeen, &[Mum]),
        "Volunteer ill; moved to Friday. Mum fine about it.",
    ),
    at(
        21,
        9,
        TOM,
        Strength,
        "Ella went on the farm trip and held a lamb. Talked about it all day.",
    ),
    at(
        17,
        13,
        RUTH,
        Note,
        "Core group 5. Court moved to next month. Everyone to watch how the children take it.",
    ),
    at(
        14,
        11,
        SAM,
        Visit(Seen, &[Mum, Mia]),
        "Mum says money is tight again since hours were cut. Food parcel, and an appointment with the advice line.",
    ),
    at(
        10,
        15,
        PRIYA,
        Visit(Seen, &[Mum, Jayden]),
        "Ella showed me her spelling book. Jayden home from school with a headache. Kitchen bare, Mum embarrassed; shopping due next day.",
    ),
    at(
        7,
        10,
        DEE,
        Note,
        "Ella has stopped using the worry box. Will ask her about it on Thursday.",
    ),
    at(
        4,
        9,
        TOM,
        Worry,
        "Ella asleep at her table before ten. Said the baby cried all night.",
    ),
    at(
        4,
        12,
        JOAN,
        Reply,
        "Mia is teething, Mum told me the same yesterday. I will ring her about sleep.",
    ),
    at(
        2,
        14,
        HELEN,
        Note,
        "Ella in the grey dress with the torn pocket. Quiet, did not want to go out at playtime.",
    ),
    at(
        1,
        16,
        JOAN,
        Call(SpokeNotSeen, &[Mum]),
        "Mum tired but managing. Nan has the children on Friday night.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_visit_at_which_ella_was_seen_tells_of_her() {
        let seen = |moment: &&Moment| matches!(moment.what, Visit(Seen | SeenAlone, _));
        let last = JOURNAL.iter().rfind(seen).unwrap();
        assert!(last.text.starts_with("Ella "), "{}", last.text);
    }
}
