//! docs/design.md says what the style sheet does.

use std::collections::BTreeMap;

const PAGE: &str = include_str!("../../../../../docs/design.md");
const SHEET: &str = include_str!("../../../assets/patchwork.css");

/// The colours that this part of the style sheet sets.
fn set_in(part: &str) -> BTreeMap<&str, &str> {
    let block = part.split_once(":root {").unwrap().1;
    let block = block.split_once('}').unwrap().0;
    let values = block.split(';').filter_map(|line| line.split_once(':'));
    values
        .map(|(name, value)| (name.trim().trim_start_matches("--"), value.trim()))
        .filter(|(_, value)| value.starts_with('#'))
        .collect()
}

#[test]
fn the_colours_of_the_page_on_design_are_those_of_the_style_sheet() {
    let (light, dark) = SHEET
        .split_once("@media (prefers-color-scheme: dark)")
        .unwrap();
    let (light, dark) = (set_in(light), set_in(dark));
    let rows: Vec<Vec<&str>> = PAGE
        .lines()
        .map(|line| {
            line.split('|')
                .map(|cell| cell.trim().trim_matches('`'))
                .collect()
        })
        .filter(|cells: &Vec<&str>| cells.len() > 4 && cells[2].starts_with('#'))
        .collect();
    let told = |column: usize| -> BTreeMap<&str, &str> {
        rows.iter().map(|cells| (cells[1], cells[column])).collect()
    };
    assert_eq!(told(2), light);
    assert_eq!(told(3), dark);
    assert_eq!(
        light.keys().collect::<Vec<_>>(),
        dark.keys().collect::<Vec<_>>()
    );
}
