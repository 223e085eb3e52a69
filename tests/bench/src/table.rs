//! The table that is printed.

use std::fmt::Write;

/// What a number is to stay under, or reach: see docs/budgets.md.
#[derive(Debug, Clone, Copy, Default)]
pub struct Budget {
    limit: Option<f64>,
    /// What a later version is to reach.
    later: Option<f64>,
    /// Whether more is better.
    at_least: bool,
}

impl Budget {
    /// Not more than this.
    pub const fn at_most(limit: f64) -> Self {
        Self {
            limit: Some(limit),
            later: None,
            at_least: false,
        }
    }

    /// Not less than this.
    pub const fn at_least(limit: f64) -> Self {
        Self {
            at_least: true,
            ..Self::at_most(limit)
        }
    }

    /// The same, and what a later version is to reach.
    pub const fn later(self, later: f64) -> Self {
        Self {
            later: Some(later),
            ..self
        }
    }

    /// Only to be known.
    pub const NONE: Self = Self {
        limit: None,
        later: None,
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
        match self.limit {
            None => "",
            Some(limit) if self.meets(measured, limit) => "met",
            Some(_) => "**MISS**",
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
            "", "measure", "measured", "budget", "later", "verdict", "how",
        ];
        let mut lines = vec![head.map(str::to_owned)];
        lines.extend(self.rows.iter().map(|row| {
            [
                row.measure.to_owned(),
                row.what.clone(),
                format!("{} {}", number(row.measured), row.unit),
                row.budget.shown(row.budget.limit),
                row.budget.shown(row.budget.later),
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
    fn the_budget_of_today_decides_the_verdict() {
        let budget = Budget::at_most(1_900.0).later(800.0);
        assert_eq!(budget.verdict(1_600.0), "met");
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
