//! Attacks by MERGE.

use super::{Builder, Class, Expect, parts};
use crate::prove::proof::Session;
use crate::prove::seed::Side;

impl Builder<'_> {
    pub(super) fn merges(&mut self) {
        let merge = format!("MERGE INTO {} USING (VALUES (1)) AS v(n)", self.target.sql);
        let own = self.touchable();
        let walled = self.target.access.is_walled();
        let class = |class| if walled { class } else { Class::Other };
        if !self.target.facts.select {
            return self.not("merge-update", Session::A, "the role may not read it, which MERGE asks for");
        }
        match self.harmless() {
            Some((column, value)) => {
                let sql = format!("{merge} ON true WHEN MATCHED THEN UPDATE SET {column} = {value}");
                self.add("merge-update", Session::A, class(Class::Update), Expect::AffectedOrRefused(own), sql);
            }
            None => self.not("merge-update", Session::A, "the role may update no column"),
        }
        if self.target.facts.delete {
            let sql = format!("{merge} ON true WHEN MATCHED THEN DELETE");
            self.add("merge-delete", Session::A, class(Class::Delete), Expect::AffectedOrRefused(own), sql);
            if self.major >= 17 {
                let sql = format!("{merge} ON false WHEN NOT MATCHED BY SOURCE THEN DELETE");
                let expect = Expect::AffectedOrRefused(own);
                self.add("merge-delete-unmatched", Session::A, class(Class::Delete), expect, sql);
            }
        } else {
            self.not("merge-delete", Session::A, "the role may not delete from it");
        }
        match self.row(Side::B) {
            Ok((row, _)) if self.target.facts.insert => {
                let (columns, overriding, values) = parts(self.plan, &row, None);
                let sql =
                    format!("{merge} ON false WHEN NOT MATCHED THEN INSERT ({columns}){overriding} VALUES ({values})");
                self.add("merge-insert", Session::A, class(Class::Insert), Expect::NotWritten, sql);
            }
            Ok(_) => self.not("merge-insert", Session::A, "the role may not insert into it"),
            Err(reason) => self.not("merge-insert", Session::A, reason),
        }
    }
}
