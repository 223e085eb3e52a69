//! The table that is printed.

use std::fmt::Write;

/// What a number is to stay under, or reach.
#[derive(Debug, Clone, Copy, Default)]
pub struct Budget {
    /// What is aimed at: see docs/budgets.md.
    pub quality: Option<f64>,
    /// What was agreed on review, where it differs; it takes precedence.
    pub review: Option<f64>,
    /// Whether more is better.
    pub at_least: bool,
}

impl Budget {
    /// Not more than this.
    pub const fn at_most(quality: f64) -> Self {
        Self {
            quality: Some(quality),
            review: None,
            at_least: false,
        }
    }

    /// Not more than the first, and not more than the second as reviewed.
    pub const fn reviewed(quality: f64, review: f64) -> Self {
        Self {
            quality: Some(quality),
            review: Some(review),
            at_least: false,
        }
    }

    /// Not less than this.
    pub const fn at_least(quality: f64) -> Self {
        Self {
            quality: Some(quality),
            review: None,
            at_least: true,
        }
    }

    /// Only to be known.
    pub const NONE: Self = Self {
        quality: None,
        review: None,
        at_least: false,
    };

    fn meets(self, measured: f64, limit: f64) -> bool {
        if self.at_least {
            measured >= limit
        } else {
            measured <= limit
        }
    }

    fn verdict(self, measured: f64) -> &'static str {
        let quality = self.quality.map(|limit| self.meets(measured, limit));
        let review = self.review.map(|limit| self.meets(measured, limit));
        match (quality, review) {
            (None, None) => "",
            (Some(false), Some(true)) => "met as reviewed; **MISS** of the aim",
            (Some(false), _) | (_, Some(false)) => "**MISS**",
            _ => "met",
        }
    }

    fn shown(self, limit: Option<f64>) -> String {
        let sign = if self.at_least { '≥' } else { '≤' };
        limit.map_or_else(String::new, |limit| format!("{sign} {}", number(limit)))
    }
}

/// One line.
#[derive(Debug, Clone)]
pub struct Row {
    measure: &'static str,
    what: String,
    measured: f64,
    unit: &'static str,
    note: String,
    budget: Budget,
}

/// Everything measured, beside its budget.
#[derive(Debug, Clone, Default)]
pub struct Table {
    rows: Vec<Row>,
    remarks: Vec<String>,
}

impl Table {
    /// One more line.
    pub fn row(
        &mut self,
        measure: &'static str,
        what: impl Into<String>,
        (measured, unit): (f64, &'static str),
        note: impl Into<String>,
        budget: Budget,
    ) {
        let row = Row {
            measure,
            what: what.into(),
            measured,
            unit,
            note: note.into(),
            budget,
        };
        eprintln!(
            "  {} {}: {} {}",
            row.measure,
            row.what,
            number(measured),
            unit
        );
        self.rows.push(row);
    }

    /// A sentence below the table.
    pub fn remark(&mut self, remark: impl Into<String>) {
        self.remarks.push(remark.into());
    }

    /// How many lines miss a budget.
    pub fn misses(&self) -> usize {
        self.rows
            .iter()
            .filter(|row| row.budget.verdict(row.measured).contains("MISS"))
            .count()
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let head = [
            "", "measure", "measured", "aim", "reviewed", "verdict", "how",
        ];
        let mut lines = vec![head.map(str::to_owned)];
        lines.extend(self.rows.iter().map(|row| {
            [
                row.measure.to_owned(),
                row.what.clone(),
                format!("{} {}", number(row.measured), row.unit),
                row.budget.shown(row.budget.quality),
                row.budget.shown(row.budget.review),
                row.budget.verdict(row.measured).to_owned(),
                row.note.clone(),
            ]
        }));
        let mut widths = [0; 7];
        for line in &lines {
            for (width, cell) in widths.iter_mut().zip(line) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for (at, line) in lines.iter().enumerate() {
            let mut text = String::from("|");
            for (cell, width) in line.iter().zip(widths) {
                write!(text, " {cell:<width$} |")?;
            }
            writeln!(f, "{text}")?;
            if at == 0 {
                let rule = widths.map(|width| "-".repeat(width + 2)).join("|");
                writeln!(f, "|{rule}|")?;
            }
        }
        for remark in &self.remarks {
            writeln!(f, "\n- {remark}")?;
        }
        Ok(())
    }
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 || value.abs() >= 100.0 {
        let mut digits = format!("{value:.0}");
        let mut at = digits.len();
        while at > 3 {
            at -= 3;
            if digits.get(..at).is_some_and(|left| left != "-") {
                digits.insert(at, ',');
            }
        }
        digits
    } else if value.abs() >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_miss_says_whose_number_it_misses() {
        let budget = Budget::reviewed(1_500.0, 1_900.0);
        assert_eq!(budget.verdict(1_400.0), "met");
        assert!(budget.verdict(1_600.0).starts_with("met as reviewed"));
        assert_eq!(budget.verdict(2_000.0), "**MISS**");
        assert_eq!(Budget::at_least(10_000.0).verdict(9_999.0), "**MISS**");
        assert_eq!(Budget::NONE.verdict(1.0), "");
    }

    #[test]
    fn numbers_are_easy_to_read() {
        assert_eq!(number(1_234_567.0), "1,234,567");
        assert_eq!(number(123.4), "123");
        assert_eq!(number(1.5), "1.50");
        assert_eq!(number(12.34), "12.3");
        assert_eq!(number(-123.0), "-123");
    }
}
