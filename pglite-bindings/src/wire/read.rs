//! Messages from PostgreSQL.

use crate::{EngineError, PgError, StatementResult, Transaction};

/// Reads everything that PostgreSQL answered to one unit. When the unit held several statements, columns and rows are those
/// of the last one that had any. The state of the transaction comes beside the result: an error changes it too.
pub(crate) fn answer(bytes: &[u8], ms: f64) -> (Result<StatementResult, EngineError>, Transaction) {
    let mut result = StatementResult { ms, ..StatementResult::default() };
    let mut error = None;
    match read_messages(bytes, &mut result, &mut error) {
        None => {
            (Err(EngineError::Protocol { message: "PostgreSQL's answer is cut off".to_owned() }), result.transaction)
        }
        Some(()) => match error {
            Some(error) => (Err(EngineError::from(error)), result.transaction),
            None => {
                let transaction = result.transaction;
                (Ok(result), transaction)
            }
        },
    }
}

fn read_messages(mut bytes: &[u8], result: &mut StatementResult, error: &mut Option<PgError>) -> Option<()> {
    while !bytes.is_empty() {
        let length = u32::from_be_bytes(bytes.get(1..5)?.try_into().ok()?) as usize;
        let (body, rest) = bytes[5..].split_at_checked(length.checked_sub(4)?)?;
        let mut body = Body(body);
        match bytes[0] {
            b'T' => read_columns(&mut body, result)?,
            b'D' => result.rows.push(read_row(&mut body)?),
            b'C' => {
                result.tag = body.string()?;
                result.affected = result.tag.rsplit(' ').next().and_then(|count| count.parse().ok());
            }
            b'd' => result.copied.get_or_insert_default().push_str(&String::from_utf8_lossy(body.0)),
            b'H' => result.copied = Some(String::new()),
            b'N' => result.notices.push(read_report(&mut body)?),
            // The first one is the cause; what PostgreSQL may say after it isn't.
            b'E' => {
                let report = read_report(&mut body)?;
                error.get_or_insert(report);
            }
            b'Z' => {
                result.transaction = match body.0.first()? {
                    b'T' => Transaction::Open,
                    b'E' => Transaction::Failed,
                    _ => Transaction::Idle,
                }
            }
            // Parse complete, bind complete, no data, parameter status, notifications, …: nothing to keep.
            _ => {}
        }
        bytes = rest;
    }
    Some(())
}

fn read_columns(body: &mut Body<'_>, result: &mut StatementResult) -> Option<()> {
    result.columns.clear();
    result.column_types.clear();
    result.rows.clear();
    for _ in 0..body.int16()? {
        result.columns.push(body.string()?);
        body.take(6)?; // table and number of the column
        result.column_types.push(u32::from_be_bytes(body.take(4)?.try_into().ok()?));
        body.take(8)?; // size, modifier, format
    }
    Some(())
}

fn read_row(body: &mut Body<'_>) -> Option<Vec<Option<String>>> {
    let count = body.int16()?;
    let mut row = Vec::with_capacity(count.into());
    for _ in 0..count {
        let length = i32::from_be_bytes(body.take(4)?.try_into().ok()?);
        row.push(match usize::try_from(length) {
            Err(_) => None,
            Ok(length) => Some(text(body.take(length)?)),
        });
    }
    Some(row)
}

fn read_report(body: &mut Body<'_>) -> Option<PgError> {
    let mut report = PgError::default();
    loop {
        let field = body.take(1)?[0];
        if field == 0 {
            return Some(report);
        }
        let value = body.string()?;
        match field {
            b'V' => report.severity = value,
            b'C' => report.code = value,
            b'M' => report.message = value,
            b'D' => report.detail = Some(value),
            b'H' => report.hint = Some(value),
            b'P' => report.position = value.parse().ok(),
            b'p' => report.internal_position = value.parse().ok(),
            b'q' => report.internal_query = Some(value),
            b'W' => report.where_ = Some(value),
            b's' => report.schema = Some(value),
            b't' => report.table = Some(value),
            b'c' => report.column = Some(value),
            b'd' => report.data_type = Some(value),
            b'n' => report.constraint = Some(value),
            _ => {} // the severity translated, and where in PostgreSQL's sources it was raised
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

struct Body<'a>(&'a [u8]);

impl<'a> Body<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn int16(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(self.take(2)?.try_into().ok()?))
    }

    fn string(&mut self) -> Option<String> {
        let end = self.0.iter().position(|&byte| byte == 0)?;
        let taken = text(&self.0[..end]);
        self.0 = &self.0[end + 1..];
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(tag: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
        [&[tag], &length[..], body].concat()
    }

    fn column(name: &str, oid: u32) -> Vec<u8> {
        [name.as_bytes(), &[0; 7], &oid.to_be_bytes(), &[0; 8]].concat()
    }

    fn ready(status: u8) -> Vec<u8> {
        message(b'Z', &[status])
    }

    #[test]
    fn rows() {
        let bytes = [
            message(b'T', &[&[0, 2][..], &column("a", 20), &column("é", 25)].concat()),
            message(b'D', b"\0\x02\0\0\0\x02\xc5\xbe\xff\xff\xff\xff"),
            message(b'D', b"\0\x02\0\0\0\0\0\0\0\x01x"),
            message(b'C', b"SELECT 2\0"),
            ready(b'I'),
        ]
        .concat();
        let (result, transaction) = answer(&bytes, 1.5);
        let result = result.unwrap();
        assert_eq!(result.columns, ["a", "é"]);
        assert_eq!(result.column_types, [20, 25]);
        assert_eq!(result.rows, [[Some("ž".to_owned()), None], [Some(String::new()), Some("x".to_owned())]]);
        assert_eq!((result.tag.as_str(), result.affected, result.ms), ("SELECT 2", Some(2), 1.5));
        assert_eq!((result.column("é"), result.value(1, 1), result.value(0, 1)), (Some(1), Some("x"), None));
        assert_eq!(transaction, Transaction::Idle);
    }

    fn check_tag(tag: &str, affected: Option<u64>) {
        let bytes = [message(b'C', format!("{tag}\0").as_bytes()), ready(b'T')].concat();
        let (result, transaction) = answer(&bytes, 0.0);
        assert_eq!(result.unwrap().affected, affected, "{tag}");
        assert_eq!(transaction, Transaction::Open);
    }

    #[test]
    fn tags() {
        check_tag("INSERT 0 7", Some(7));
        check_tag("DELETE 0", Some(0));
        check_tag("CREATE TABLE", None);
        check_tag("BEGIN", None);
    }

    #[test]
    fn an_error_and_the_notice_before_it() {
        let bytes = [
            message(b'N', b"SHINWEIS\0VNOTICE\0C00000\0Mhello\0\0"),
            message(
                b'E',
                b"SFEHLER\0VERROR\0C23505\0Mduplicate\0DKey\0Hhint\0P15\0p3\0qSELECT\0Win f\0spublic\0tt\0ccol\0ddt\0none\0Fx.c\0L1\0Rr\0\0",
            ),
            message(b'E', b"VERROR\0C25P02\0Mlater\0\0"),
            ready(b'E'),
        ]
        .concat();
        let (result, transaction) = answer(&bytes, 0.0);
        let error = result.unwrap_err();
        let expected = PgError {
            severity: "ERROR".into(),
            code: "23505".into(),
            message: "duplicate".into(),
            detail: Some("Key".into()),
            hint: Some("hint".into()),
            position: Some(15),
            internal_position: Some(3),
            internal_query: Some("SELECT".into()),
            where_: Some("in f".into()),
            schema: Some("public".into()),
            table: Some("t".into()),
            column: Some("col".into()),
            data_type: Some("dt".into()),
            constraint: Some("one".into()),
        };
        assert_eq!(error.postgres(), Some(&expected));
        assert_eq!(transaction, Transaction::Failed);
    }

    #[test]
    fn notices_and_a_copy() {
        let bytes = [
            message(b'N', b"VWARNING\0C01000\0Mcareful\0\0"),
            message(b'H', b"\0\0\0"),
            message(b'd', b"1\ta\n"),
            message(b'd', b"2\tb\n"),
            message(b'c', b""),
            message(b'C', b"COPY 2\0"),
            ready(b'I'),
        ]
        .concat();
        let result = answer(&bytes, 0.0).0.unwrap();
        assert_eq!(result.copied.as_deref(), Some("1\ta\n2\tb\n"));
        assert_eq!(result.notices[0].message, "careful");
        assert_eq!(result.affected, Some(2));
    }

    #[test]
    fn an_answer_that_is_cut_off_is_no_panic() {
        let whole = [
            message(b'T', &[&[0, 1][..], &column("a", 20)].concat()),
            message(b'D', b"\0\x01\0\0\0\x02ab"),
            message(b'E', b"VERROR\0C00000\0Mx\0\0"),
            ready(b'I'),
        ]
        .concat();
        for end in 0..whole.len() {
            let _ = answer(&whole[..end], 0.0);
        }
        let lying = message(b'D', b"\0\x09\x7f\xff\xff\xff");
        assert!(matches!(answer(&lying, 0.0).0, Err(EngineError::Protocol { .. })));
        assert!(matches!(answer(b"Z\xff\xff\xff\xff", 0.0).0, Err(EngineError::Protocol { .. })));
        assert!(matches!(answer(b"Z\0\0\0\0", 0.0).0, Err(EngineError::Protocol { .. })));
    }
}
