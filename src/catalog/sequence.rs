//! What a sequence counts by, with or without a column that it belongs to.

use serde::{Deserialize, Serialize};

/// The options of a sequence. What is not said is PostgreSQL's default for the sequence's type and direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SequenceOptions {
    /// `START WITH`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<i64>,
    /// `INCREMENT BY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub increment: Option<i64>,
    /// `MINVALUE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// `MAXVALUE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// `CACHE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<i64>,
    /// `CYCLE`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cycle: bool,
}

/// The sequence of an identity column, as far as it is not PostgreSQL's own choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentitySequence {
    /// The sequence's name, unquoted, in its table's schema. Without one it is PostgreSQL's to choose and to keep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its options.
    #[serde(flatten)]
    pub options: SequenceOptions,
}

impl SequenceOptions {
    /// True if nothing is said.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The options with every value said, for a sequence of this type.
    pub fn complete(&self, data_type: &str) -> Self {
        let (lowest, highest) = match data_type {
            "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
            "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
            _ => (i64::MIN, i64::MAX),
        };
        let increment = self.increment.unwrap_or(1);
        let min = self.min.unwrap_or(if increment > 0 { 1 } else { lowest });
        let max = self.max.unwrap_or(if increment > 0 { highest } else { -1 });
        Self {
            start: Some(self.start.unwrap_or(if increment > 0 { min } else { max })),
            increment: Some(increment),
            min: Some(min),
            max: Some(max),
            cache: Some(self.cache.unwrap_or(1)),
            cycle: self.cycle,
        }
    }

    /// The same options without what PostgreSQL would choose for a sequence of this type.
    pub fn concise(&self, data_type: &str) -> Self {
        let increment = self.increment.filter(|increment| *increment != 1);
        let bounds = Self { increment, ..Self::default() }.complete(data_type);
        let min = self.min.filter(|_| self.min != bounds.min);
        let max = self.max.filter(|_| self.max != bounds.max);
        let start = Self { increment, min, max, ..Self::default() }.complete(data_type).start;
        Self {
            start: self.start.filter(|_| self.start != start),
            increment,
            min,
            max,
            cache: self.cache.filter(|cache| *cache != 1),
            cycle: self.cycle,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_postgresql_chooses_is_not_said() {
        let said = SequenceOptions {
            start: Some(1),
            increment: Some(1),
            min: Some(1),
            max: Some(2_147_483_647),
            cache: Some(1),
            cycle: false,
        };
        assert!(said.concise("integer").is_default());
        assert_eq!(said.concise("bigint"), SequenceOptions { max: said.max, ..SequenceOptions::default() });
        let down = SequenceOptions { increment: Some(-2), ..SequenceOptions::default() };
        assert_eq!(down.complete("smallint").start, Some(-1));
        assert_eq!(down.complete("smallint").concise("smallint"), down);
    }
}
