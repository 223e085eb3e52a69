//! The nudge before saving: do these words name a service that is sensitive in itself?
//!
//! Never a block, and never stored: it asks whether the restricted part would be the place.

use crate::AgencyKind;

/// A word found, and what sort of service it points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SensitiveWord {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// The sort of service.
    pub service: AgencyKind,
}

/// Words and phrases in lower case; a `*` at the end takes any ending.
const WORDS: &[(&str, AgencyKind)] = &[
    ("rehab", AgencyKind::SubstanceMisuse),
    ("detox*", AgencyKind::SubstanceMisuse),
    ("methadone", AgencyKind::SubstanceMisuse),
    ("drug service", AgencyKind::SubstanceMisuse),
    ("drug worker", AgencyKind::SubstanceMisuse),
    ("alcohol service", AgencyKind::SubstanceMisuse),
    ("alcohol worker", AgencyKind::SubstanceMisuse),
    ("substance misuse", AgencyKind::SubstanceMisuse),
    ("needle exchange", AgencyKind::SubstanceMisuse),
    ("recovery worker", AgencyKind::SubstanceMisuse),
    ("psychiatr*", AgencyKind::AdultMentalHealth),
    ("mental health", AgencyKind::AdultMentalHealth),
    ("community psychiatric nurse", AgencyKind::AdultMentalHealth),
    ("crisis team", AgencyKind::AdultMentalHealth),
    ("sectioned", AgencyKind::AdultMentalHealth),
    ("antidepressant*", AgencyKind::AdultMentalHealth),
    ("camhs", AgencyKind::ChildMentalHealth),
    ("self-harm*", AgencyKind::ChildMentalHealth),
    ("self harm*", AgencyKind::ChildMentalHealth),
    ("eating disorder*", AgencyKind::ChildMentalHealth),
    ("sexual health", AgencyKind::SexualHealth),
    ("contracepti*", AgencyKind::SexualHealth),
    ("abortion", AgencyKind::SexualHealth),
    ("termination of pregnancy", AgencyKind::SexualHealth),
    ("hiv", AgencyKind::SexualHealth),
    ("gum clinic", AgencyKind::SexualHealth),
    ("marac", AgencyKind::DomesticAbuse),
    ("idva", AgencyKind::DomesticAbuse),
    ("refuge", AgencyKind::DomesticAbuse),
    ("women's aid", AgencyKind::DomesticAbuse),
    ("women’s aid", AgencyKind::DomesticAbuse),
    ("womens aid", AgencyKind::DomesticAbuse),
    ("domestic abuse", AgencyKind::DomesticAbuse),
    ("domestic violence", AgencyKind::DomesticAbuse),
];

/// The words in `text` that suggest a sensitive service, in order, without overlaps.
pub fn sensitive_words(text: &str) -> Vec<SensitiveWord> {
    // ASCII only: it keeps every length, so that places stay those of the text itself.
    let folded = text.to_ascii_lowercase();
    let mut found: Vec<SensitiveWord> = WORDS
        .iter()
        .flat_map(|(word, service)| {
            let (stem, any_ending) = match word.strip_suffix('*') {
                Some(stem) => (stem, true),
                None => (*word, false),
            };
            places(&folded, stem, any_ending).map(|(start, end)| SensitiveWord {
                start,
                end,
                service: *service,
            })
        })
        .collect();
    found.sort_by_key(|word| (word.start, core::cmp::Reverse(word.end)));
    let mut covered = 0;
    found.retain(|word| {
        let free = word.start >= covered;
        if free {
            covered = word.end;
        }
        free
    });
    found
}

fn places<'a>(
    text: &'a str,
    stem: &'a str,
    any_ending: bool,
) -> impl Iterator<Item = (usize, usize)> + 'a {
    text.match_indices(stem).filter_map(move |(start, found)| {
        let before = text.get(..start)?.chars().next_back();
        if before.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let rest = text.get(start + found.len()..)?;
        let ending = rest
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(rest.len());
        (any_ending || ending == 0).then_some((start, start + found.len() + ending))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(&str, AgencyKind)> {
        sensitive_words(text)
            .into_iter()
            .map(|word| (&text[word.start..word.end], word.service))
            .collect()
    }

    #[test]
    fn it_finds_whole_words_and_endings() {
        assert_eq!(
            words("Mum saw the Psychiatrist; IDVA rang. Detoxing at home."),
            [
                ("Psychiatrist", AgencyKind::AdultMentalHealth),
                ("IDVA", AgencyKind::DomesticAbuse),
                ("Detoxing", AgencyKind::SubstanceMisuse),
            ]
        );
    }

    #[test]
    fn it_leaves_ordinary_words_alone() {
        assert_eq!(
            words("Ella very quiet; same clothes as Monday. Refugee week at school."),
            []
        );
        assert_eq!(
            words("The archive is shut. Žofie’s ﬁrst day, naïve café."),
            []
        );
    }
}
