//! What designs look like in each format, whole: `tests/golden/picture/<design>.<format>`. `BULKHEAD_BLESS=1` writes them.
//! `tests/e2e/pictures.test.mjs` holds that other programs understand them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use bulkhead::catalog::{
    Column, ColumnValue, Constraint, ConstraintKind, DataType, Deferral, EnumLabel, EnumType, Expr, Id, Index,
    IndexKey, ReferentialAction, Schema, Table,
};
use bulkhead::design::{Annotation, AnnotationKind, Collapse, Colour, Design, Entity, Look, Node, Tenancy, View};
use bulkhead::lower::lower;
use bulkhead::picture::{Drawing, Shape, Theme};
use bulkhead::{document, picture, template};

fn id(text: &str) -> Id {
    Id::new(text)
}

fn foreign_key(name: &str, columns: &[&str], target: &str, target_columns: &[&str]) -> Constraint {
    let kind = ConstraintKind::ForeignKey {
        columns: columns.iter().map(Id::new).collect(),
        target: id(target),
        target_columns: target_columns.iter().map(Id::new).collect(),
        on_delete: ReferentialAction::Cascade,
        on_update: ReferentialAction::NoAction,
        deferral: Deferral::NotDeferrable,
    };
    Constraint::new(id(name), kind)
}

/// Names that mean something in every format, a key of two columns, a reference to itself, one to one, a hierarchy.
fn odd() -> Design {
    let mut design = Design::empty("Odd <names> & \"signs\"");
    design.schemas.insert(id("s"), Schema::new(id("s"), "my schema"));
    let labels = ["it's", "a \"b\"", "größer | kleiner"];
    let labels =
        labels.iter().enumerate().map(|(at, name)| EnumLabel { id: id(&format!("l{at}")), name: (*name).into() });
    let kind =
        EnumType { id: id("k"), schema: id("s"), name: "kind of".into(), labels: labels.collect(), comment: None };
    design.enums.insert(kind.id.clone(), kind);

    let mut one = Table::new(id("a"), id("public"), "</script><b>a|b`c`");
    one.comment = Some("First line.\nSecond \\ line's `code` | bar <i>".into());
    one.columns.push(Column::new(id("a1"), "id", DataType::builtin("uuid")).required());
    one.columns.push(Column::new(id("a2"), "part \"two\"", DataType::builtin("int4")).required());
    let mut kinds = Column::new(id("a3"), "kinds", DataType::Defined { id: id("k"), array: true });
    kinds.comment = Some("it's \"quoted\"".into());
    one.columns.push(kinds.with_default("'{}'"));
    one.columns.push(Column::new(id("a4"), "amount", DataType::builtin("numeric(10,2)")));
    let mut double = Column::new(
        id("a5"),
        "a name that is far longer than a card is wide, by some words",
        DataType::builtin("timestamptz"),
    );
    double.value = ColumnValue::Generated { expression: Expr::new("now()"), stored: true };
    one.columns.push(double);
    one.columns.push(Column::new(id("a6"), "имя", DataType::builtin("text")));
    let key = ConstraintKind::PrimaryKey { columns: vec![id("a1"), id("a2")] };
    one.constraints.push(Constraint::new(id("ak"), key));
    let check = ConstraintKind::Check { expression: Expr::new("amount > 0 OR amount < '-1'::numeric") };
    one.constraints.push(Constraint::new(id("ac"), check));
    one.indexes.push(Index { unique: true, ..Index::on(id("ai"), [id("a4")]) });
    let mut lower_name = Index::on(id("aj"), []);
    lower_name.keys.push(IndexKey::expression(Expr::new("lower(\"имя\")")));
    lower_name.predicate = Some(Expr::new("amount IS NOT NULL"));
    lower_name.method = "gin".into();
    one.indexes.push(lower_name);

    let mut other = Table::new(id("b"), id("s"), "other");
    other.columns.push(Column::new(id("b1"), "id", DataType::builtin("uuid")).required());
    other.columns.push(Column::new(id("b2"), "part", DataType::builtin("int4")).required());
    other.columns.push(Column::new(id("b3"), "parent", DataType::builtin("uuid")));
    let key = ConstraintKind::PrimaryKey { columns: vec![id("b1")] };
    other.constraints.push(Constraint::new(id("bk"), key));
    other.constraints.push(foreign_key("bf", &["b1", "b2"], "a", &["a1", "a2"]));
    other.constraints.push(foreign_key("bg", &["b3"], "b", &["b1"]));

    let mut derived = Table::new(id("c"), id("s"), "derived");
    derived.columns.push(Column::new(id("c1"), "more", DataType::builtin("text")));
    let empty = Table::new(id("d"), id("public"), "empty");

    let places = [(one, 0.0, 0.0), (other, 400.0, 40.0), (derived, 400.0, 320.0), (empty, 0.0, 320.0)];
    for (table, x, y) in places {
        let mut entity = Entity::new(table);
        match entity.id().as_str() {
            "b" => entity.tenancy = Tenancy::Tenant { column: None },
            "c" => entity.base = Some(id("b")),
            "d" => entity.is_abstract = true,
            _ => {}
        }
        design.nodes.insert(entity.id().clone(), Node { x, y });
        design.entities.insert(entity.id().clone(), entity);
    }
    design
}

fn designs() -> Vec<(&'static str, Design)> {
    let templates =
        template::list().iter().map(|info| (info.id, template::template(info.id).expect("a template").design));
    templates.chain([("odd", odd())]).collect()
}

/// The columns that lowering adds, by entity.
fn added(design: &Design) -> BTreeMap<Id, Vec<Column>> {
    let catalog = lower(design).catalog;
    let own = |table: &Table| {
        let columns = table.columns.iter().filter(|c| c.id.as_str().contains('/') && c.id.element() == table.id);
        columns.cloned().collect::<Vec<_>>()
    };
    catalog.tables.iter().map(|table| (table.id.clone(), own(table))).collect()
}

fn golden(file: &str, actual: &[u8]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/picture").join(file);
    if std::env::var_os("BULKHEAD_BLESS").is_some() {
        fs::write(&path, actual).expect("the file is written");
    }
    let expected = fs::read(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
    assert!(expected == actual, "{file} is not what it was; BULKHEAD_BLESS=1 writes it anew");
}

#[test]
fn pictures_and_documents_are_the_golden_ones() {
    for (name, design) in designs() {
        let catalog = lower(&design).catalog;
        let drawing = picture::draw(&design, &added(&design), None, None);
        golden(&format!("{name}.svg"), picture::svg(&drawing, Theme::Light).as_bytes());
        golden(&format!("{name}.pdf"), &picture::pdf(&drawing, Theme::Light).bytes);
        golden(&format!("{name}.mmd"), document::mermaid(&catalog).as_bytes());
        golden(&format!("{name}.dbml"), document::dbml(&design.name, &catalog).as_bytes());
        golden(&format!("{name}.md"), document::markdown(&design.name, &catalog).as_bytes());
        let diagram = picture::svg(&drawing, Theme::Page);
        golden(&format!("{name}.html"), document::html(&design.name, &catalog, &diagram).as_bytes());
    }
}

#[test]
fn nothing_refers_to_anything_outside() {
    for (name, design) in designs() {
        let drawing = picture::draw(&design, &added(&design), None, None);
        let svg = picture::svg(&drawing, Theme::Dark).replace("http://www.w3.org/2000/svg", "");
        let page = document::html(&design.name, &lower(&design).catalog, &svg);
        for word in ["http:", "https:", "src=", "url(", "@import", "<link", "<iframe", "<img"] {
            assert!(!page.contains(word), "{name} has {word}");
        }
    }
}

fn texts(drawing: &Drawing) -> Vec<String> {
    let mut out = Vec::new();
    drawing.each(&mut |shape| {
        if let Shape::Text { text, whole, .. } = shape {
            out.push(whole.as_ref().unwrap_or(text).clone());
        }
    });
    out
}

#[test]
fn every_entity_and_column_is_drawn_within_the_frame() {
    for (name, design) in designs() {
        let drawing = picture::draw(&design, &added(&design), None, None);
        let texts: BTreeSet<String> = texts(&drawing).into_iter().collect();
        for entity in design.entities.values() {
            assert!(texts.contains(&entity.table.name), "{name}: {}", entity.table.name);
            for column in &entity.table.columns {
                assert!(texts.contains(&column.name), "{name}: {}", column.name);
            }
        }
        drawing.each(&mut |shape| {
            if let Shape::Rect { rect, .. } = shape {
                assert!(rect.x >= 0.0 && rect.y >= 0.0, "{name}: {rect:?}");
                assert!(rect.right() <= drawing.width && rect.bottom() <= drawing.height, "{name}: {rect:?}");
            }
        });
    }
}

#[test]
fn a_part_of_a_design_is_drawn_by_itself() {
    let design = odd();
    let only: BTreeSet<Id> = [id("b")].into_iter().collect();
    let drawing = picture::draw(&design, &added(&design), None, Some(&only));
    let texts = texts(&drawing);
    assert!(texts.contains(&"other".to_owned()) && !texts.contains(&"derived".to_owned()), "{texts:?}");
    assert!(drawing.width < 500.0, "the frame is that of the part");
}

#[test]
fn what_is_drawn_beside_the_entities_is_in_the_picture() {
    let mut design = odd();
    let area = Annotation {
        kind: AnnotationKind::Area,
        view: None,
        text: "Beer & <wine>".into(),
        colour: Some(Colour::Teal),
        x: -600,
        y: -100,
        width: 300,
        height: 200,
    };
    let note = Annotation { kind: AnnotationKind::Note, text: "First\nsecond".into(), y: 400, ..area.clone() };
    design.picture.annotations.insert(id("n1"), area);
    design.picture.annotations.insert(id("n2"), note);
    design.picture.looks.insert(id("a"), Look { colour: Some(Colour::Red), collapse: Collapse::Name });
    let view = View { name: "Half".into(), nodes: [(id("b"), Node { x: 5.0, y: 5.0 })].into_iter().collect() };
    design.picture.views.insert(id("v"), view);

    let drawing = picture::draw(&design, &added(&design), None, None);
    let all = texts(&drawing);
    for text in ["Beer & <wine>", "First", "second"] {
        assert!(all.contains(&text.to_owned()), "{text}");
    }
    assert!(!all.contains(&"part \"two\"".to_owned()), "a collapsed card shows its name only");
    assert!(picture::svg(&drawing, Theme::Light).contains("#c8453b"), "the colour of the card");
    drawing.each(&mut |shape| {
        if let Shape::Rect { rect, .. } = shape {
            assert!(rect.x >= 0.0 && rect.right() <= drawing.width, "{rect:?}");
        }
    });
    golden("drawn.svg", picture::svg(&drawing, Theme::Dark).as_bytes());

    let half = picture::draw(&design, &added(&design), Some(&id("v")), None);
    let texts = texts(&half);
    assert!(texts.contains(&"other".to_owned()) && !texts.contains(&"derived".to_owned()), "{texts:?}");
    assert!(!texts.contains(&"First".to_owned()), "a note is of one view");
    assert!(half.title.contains("Half"));
}

#[test]
fn an_empty_design_is_a_picture_and_a_document_too() {
    let design = Design::empty("");
    let drawing = picture::draw(&design, &BTreeMap::new(), None, None);
    assert!(picture::svg(&drawing, Theme::Light).contains("<svg"));
    assert!(picture::pdf(&drawing, Theme::Light).bytes.starts_with(b"%PDF"));
    let catalog = lower(&design).catalog;
    assert_eq!(document::mermaid(&catalog), "erDiagram\n");
    assert!(document::html("", &catalog, "").contains("0 tables"));
}

#[test]
fn letters_that_a_pdf_does_not_have_are_told() {
    let design = odd();
    let told = picture::pdf(&picture::draw(&design, &added(&design), None, None), Theme::Light).unshown;
    assert_eq!(told, ["имя"]);
}
