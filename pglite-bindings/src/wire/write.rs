//! Messages to PostgreSQL.

use crate::EngineError;

/// One statement (or several, as one unit) of the simple protocol.
pub(crate) fn query(sql: &str) -> Result<Vec<u8>, EngineError> {
    let mut message = Message::new(b'Q', sql.len() + 6);
    message.string(sql)?;
    message.end()
}

/// A `COPY … FROM STDIN` with its data.
pub(crate) fn copy_in(sql: &str, data: &str) -> Result<Vec<u8>, EngineError> {
    let mut bytes = query(sql)?;
    let mut copied = Message::new(b'd', data.len() + 5);
    copied.bytes.extend_from_slice(data.as_bytes());
    bytes.extend(copied.end()?);
    bytes.extend(Message::new(b'c', 5).end()?);
    Ok(bytes)
}

/// One statement of the extended protocol, its parameters as text: parse, bind, describe, execute, sync.
pub(crate) fn parameterised(sql: &str, params: &[Option<&str>]) -> Result<Vec<u8>, EngineError> {
    let count = i16::try_from(params.len()).map_err(|_| unfit("more than 32767 parameters"))?;

    let mut parse = Message::new(b'P', sql.len() + 9);
    parse.string("")?;
    parse.string(sql)?;
    parse.int16(0); // no types given: PostgreSQL infers them

    let mut bind = Message::new(b'B', 16 + params.iter().map(|param| 4 + param.map_or(0, str::len)).sum::<usize>());
    bind.string("")?;
    bind.string("")?;
    bind.int16(0); // parameters are text
    bind.int16(count);
    for param in params {
        match param {
            None => bind.int32(-1),
            Some(text) => {
                bind.int32(i32::try_from(text.len()).map_err(|_| unfit("a parameter of more than 2 GB"))?);
                bind.bytes.extend_from_slice(text.as_bytes());
            }
        }
    }
    bind.int16(0); // results are text

    let mut describe = Message::new(b'D', 7);
    describe.bytes.push(b'P');
    describe.string("")?;

    let mut execute = Message::new(b'E', 10);
    execute.string("")?;
    execute.int32(0); // all rows

    let mut bytes = parse.end()?;
    for message in [bind, describe, execute, Message::new(b'S', 5)] {
        bytes.extend(message.end()?);
    }
    Ok(bytes)
}

fn unfit(what: &str) -> EngineError {
    EngineError::Protocol { message: what.to_owned() }
}

struct Message {
    bytes: Vec<u8>,
}

impl Message {
    fn new(tag: u8, capacity: usize) -> Self {
        let mut bytes = Vec::with_capacity(capacity);
        bytes.extend_from_slice(&[tag, 0, 0, 0, 0]);
        Self { bytes }
    }

    fn string(&mut self, text: &str) -> Result<(), EngineError> {
        // A zero byte ends a string on the wire: what follows it would be read as another message.
        if text.contains('\0') {
            return Err(unfit("SQL text can't contain the character U+0000"));
        }
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.push(0);
        Ok(())
    }

    fn int16(&mut self, value: i16) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    fn int32(&mut self, value: i32) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    fn end(mut self) -> Result<Vec<u8>, EngineError> {
        let length = i32::try_from(self.bytes.len() - 1).map_err(|_| unfit("a message of more than 2 GB"))?;
        self.bytes[1..5].copy_from_slice(&length.to_be_bytes());
        Ok(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query() {
        assert_eq!(query("é").unwrap(), b"Q\0\0\0\x07\xc3\xa9\0");
    }

    #[test]
    fn a_query_with_parameters() {
        let expected: &[u8] = b"P\0\0\0\x0b\0S $\0\0\0\
            B\0\0\0\x15\0\0\0\0\0\x02\0\0\0\x01a\xff\xff\xff\xff\0\0\
            D\0\0\0\x06P\0\
            E\0\0\0\x09\0\0\0\0\0\
            S\0\0\0\x04";
        assert_eq!(parameterised("S $", &[Some("a"), None]).unwrap(), expected);
    }

    #[test]
    fn a_copy_with_data() {
        assert_eq!(copy_in("C", "1\n").unwrap(), b"Q\0\0\0\x06C\0d\0\0\0\x061\nc\0\0\0\x04");
    }

    #[test]
    fn a_zero_byte_can_not_smuggle_a_message() {
        assert!(query("SELECT 1\0Q").is_err());
        assert!(parameterised("SELECT 1\0Q", &[]).is_err());
    }
}
