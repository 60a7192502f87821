//! Whether a JSON value has the shape that the published JSON Schema gives it.
//!
//! The schema that people's editors use is the one that files are judged by. Of JSON Schema no more is understood than
//! that file uses, which a test holds.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::place::{Step, written};

/// The published schema.
const TEXT: &str = include_str!("../../public/project.schema.json");

/// Where a value is not what the schema says, and what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// The way to the value.
    pub(super) path: Vec<Step>,
    /// What is wrong, for a person.
    pub(super) message: String,
    /// How much of the value was understood before it went wrong: of a choice's misfits the one that got farthest is
    /// told.
    depth: usize,
}

/// Checks a value against the published schema.
pub(super) fn check(value: &Value) -> Result<(), Misfit> {
    static SCHEMA: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(TEXT).unwrap_or_default());
    Checker { root: &SCHEMA, path: Vec::new() }.value(value, &SCHEMA)
}

struct Checker<'s> {
    root: &'s Value,
    path: Vec<Step>,
}

impl<'s> Checker<'s> {
    fn value(&mut self, value: &Value, schema: &'s Value) -> Result<(), Misfit> {
        if let Some(target) = schema["$ref"].as_str() {
            let name = target.trim_start_matches("#/$defs/");
            return self.value(value, &self.root["$defs"][name]);
        }
        if let Some(choices) = schema["oneOf"].as_array() {
            return self.choice(value, choices);
        }
        if let Some(constant) = schema.get("const")
            && value != constant
        {
            return Err(self.misfit(0, format!("must be {constant}")));
        }
        if let Some(allowed) = schema["enum"].as_array()
            && !allowed.contains(value)
        {
            let words: Vec<String> = allowed.iter().map(Value::to_string).collect();
            return Err(self.misfit(0, format!("must be one of {}", words.join(", "))));
        }
        if let Some(expected) = schema["type"].as_str()
            && !is_type(value, expected)
        {
            return Err(self.misfit(0, format!("must be {} and is {}", article(expected), article(type_of(value)))));
        }
        let below = |bound: &Value| bound.as_f64().zip(value.as_f64()).is_some_and(|(bound, value)| value < bound);
        let above = |bound: &Value| bound.as_f64().zip(value.as_f64()).is_some_and(|(bound, value)| value > bound);
        if below(&schema["minimum"]) || above(&schema["maximum"]) {
            let message = format!("must be from {} to {}", schema["minimum"], schema["maximum"]);
            return Err(self.misfit(0, message));
        }
        if schema["minLength"].as_u64().is_some() && value.as_str() == Some("") {
            return Err(self.misfit(0, "must not be empty".to_owned()));
        }
        match value {
            Value::Object(members) => self.object(members, schema),
            Value::Array(items) => self.array(items, schema),
            _ => Ok(()),
        }
    }

    fn object(&mut self, members: &Map<String, Value>, schema: &'s Value) -> Result<(), Misfit> {
        let properties = schema["properties"].as_object();
        // What tells the kinds of an object apart comes first, so that a misfit of it is told as such.
        for (key, property) in properties.into_iter().flatten().filter(|(_, property)| property.get("const").is_some())
        {
            if let Some(value) = members.get(key) {
                self.at(Step::Key(key.clone()), value, property)?;
            }
        }
        for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !members.contains_key(key) {
                return Err(self.misfit(1, format!("lacks the key “{key}”")));
            }
        }
        for (key, value) in members {
            let step = Step::Key(key.clone());
            match (properties.and_then(|p| p.get(key)), &schema["additionalProperties"]) {
                (Some(property), _) => self.at(step, value, property)?,
                (None, others @ Value::Object(_)) => self.at(step, value, others)?,
                (None, _) => {
                    let known: Vec<&str> = properties.into_iter().flat_map(Map::keys).map(String::as_str).collect();
                    self.path.push(step);
                    let message = format!("is a key that means nothing here; known ones are {}", known.join(", "));
                    let misfit = self.misfit(1, message);
                    self.path.pop();
                    return Err(misfit);
                }
            }
        }
        Ok(())
    }

    fn array(&mut self, items: &[Value], schema: &'s Value) -> Result<(), Misfit> {
        for (at, item) in items.iter().enumerate() {
            self.at(Step::At(at), item, &schema["items"])?;
        }
        Ok(())
    }

    fn at(&mut self, step: Step, value: &Value, schema: &'s Value) -> Result<(), Misfit> {
        self.path.push(step);
        let found = self.value(value, schema);
        self.path.pop();
        found
    }

    fn choice(&mut self, value: &Value, choices: &'s [Value]) -> Result<(), Misfit> {
        let mut misfits = Vec::new();
        for choice in choices {
            match self.value(value, choice) {
                Ok(()) => return Ok(()),
                Err(misfit) => misfits.push(misfit),
            }
        }
        // The kind was recognised in the choice whose constant fitted; what is wrong there is what a person wants to
        // know. If no constant fitted, they are told all of them.
        let kind =
            |misfit: &Misfit| misfit.path.len() == self.path.len() + 1 && misfit.message.starts_with("must be \"");
        if misfits.iter().all(kind) {
            let words: Vec<&str> = misfits.iter().map(|misfit| misfit.message.trim_start_matches("must be ")).collect();
            let message = format!("must be one of {}", words.join(", "));
            let path = misfits.first().map(|misfit| misfit.path.clone()).unwrap_or_default();
            return Err(Misfit { path, message, depth: 0 });
        }
        let best = misfits
            .into_iter()
            .filter(|misfit| !kind(misfit))
            .max_by_key(|misfit| (misfit.path.len() + misfit.depth, std::cmp::Reverse(misfit.message.len())));
        Err(best.unwrap_or_else(|| self.misfit(0, "is not what can stand here".to_owned())))
    }

    fn misfit(&self, depth: usize, message: String) -> Misfit {
        Misfit { path: self.path.clone(), message, depth }
    }
}

impl Misfit {
    /// The misfit as a sentence.
    pub(super) fn sentence(&self) -> String {
        let place =
            if self.path.is_empty() { "The project".to_owned() } else { format!("“{}”", written(&self.path)) };
        format!("{place} {}.", self.message)
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn is_type(value: &Value, expected: &str) -> bool {
    match expected {
        "integer" => value.is_i64() || value.is_u64(),
        expected => type_of(value) == expected,
    }
}

fn article(word: &str) -> String {
    match word {
        "null" => "null".to_owned(),
        "integer" => "a whole number".to_owned(),
        "array" | "object" => format!("an {word}"),
        word => format!("a {word}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Collects the keywords of a schema and those below it.
    fn keywords(schema: &Value, out: &mut BTreeSet<String>) {
        let Some(members) = schema.as_object() else { return };
        for (keyword, value) in members {
            out.insert(keyword.clone());
            match (keyword.as_str(), value) {
                ("properties" | "$defs", Value::Object(schemas)) => schemas.values().for_each(|s| keywords(s, out)),
                ("oneOf", Value::Array(schemas)) => schemas.iter().for_each(|s| keywords(s, out)),
                (_, value) => keywords(value, out),
            }
        }
    }

    #[test]
    fn the_schema_uses_only_what_is_understood() {
        let schema: Value = serde_json::from_str(TEXT).unwrap();
        let mut found = BTreeSet::new();
        keywords(&schema, &mut found);
        let understood = [
            "$defs",
            "$ref",
            "$schema",
            "additionalProperties",
            "const",
            "description",
            "enum",
            "items",
            "maximum",
            "minLength",
            "minimum",
            "oneOf",
            "properties",
            "required",
            "title",
            "type",
        ];
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), understood);
    }

    #[test]
    fn every_reference_of_the_schema_resolves_and_every_definition_is_used() {
        let schema: Value = serde_json::from_str(TEXT).unwrap();
        let defined: BTreeSet<&str> = schema["$defs"].as_object().unwrap().keys().map(String::as_str).collect();
        let used: BTreeSet<&str> =
            TEXT.split("\"#/$defs/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(defined, used);
    }
}
