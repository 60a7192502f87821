//! The cards of entities, as the canvas has them.

use std::collections::{BTreeMap, BTreeSet};

use super::annotations::annotation;
use super::lines::{Card, lines};
use super::path::QUARTER;
use super::{Align, Drawing, Font, Ink, Shape, Step, Stroke};
use crate::catalog::{Column, ConstraintKind, DataType, Id, Ordered};
use crate::design::{Annotation, AnnotationKind, Collapse, Design, Entity};
use crate::layout::{CardShape, FOOTER_HEIGHT, HEADER_HEIGHT, Point, Rect, short_type};

/// The room around everything.
const MARGIN: f64 = 40.0;
/// The radius of a card's corners.
const RADIUS: f64 = 10.0;
/// How far text stands from a card's edge.
const INSET: f64 = 12.0;
/// How far a column's name stands from the card's edge: before it is room for `PK` and `FK`.
const NAME: f64 = 36.0;
/// The most of a card's width that a column's type takes.
const TYPE_ROOM: f64 = 118.0;

/// An entity, the columns that its card shows, and where it stands.
struct Shown<'a> {
    entity: &'a Entity,
    columns: Vec<&'a Column>,
    shape: CardShape,
    rect: Rect,
}

/// Draws a design: all of it or a view, or some of the entities, with their cards, the lines between them, areas and notes.
/// `added` are the columns that lowering adds, by entity.
pub fn draw(
    design: &Design,
    added: &BTreeMap<Id, Vec<Column>>,
    view: Option<&Id>,
    only: Option<&BTreeSet<Id>>,
) -> Drawing {
    let view = view.and_then(|id| design.picture.views.get_key_value(id));
    let nodes = view.map_or(&design.nodes, |(_, view)| &view.nodes);
    let chosen = design
        .entities
        .iter()
        .filter(|(id, _)| only.is_none_or(|only| only.contains(*id)) && (view.is_none() || nodes.contains_key(*id)));
    let mut cards: Vec<Shown<'_>> = chosen
        .map(|(id, entity)| {
            let collapse = design.picture.look(id).collapse;
            let all = entity.table.columns.iter().chain(added.get(id).into_iter().flatten());
            let columns: Vec<&Column> = all.filter(|column| collapse.shows(entity, &column.id)).collect();
            let shape = if collapse == Collapse::Name { CardShape::bare() } else { CardShape::new(columns.len()) };
            let node = nodes.get(id).copied().unwrap_or_default();
            Shown { entity, columns, shape, rect: shape.rect(Point::new(node.x, node.y)) }
        })
        .collect();
    let annotations =
        design.picture.annotations.values().filter(|one| only.is_none() && one.view.as_ref() == view.map(|(id, _)| id));
    let place = |one: &Annotation| Rect::new(one.x.into(), one.y.into(), one.width.into(), one.height.into());
    let mut annotations: Vec<(&Annotation, Rect)> = annotations.map(|one| (one, place(one))).collect();

    let rects = cards.iter().map(|card| card.rect).chain(annotations.iter().map(|(_, rect)| *rect));
    // A line may run around a card at the edge, and the sign of a line to the card itself stands outside it.
    let frame = Rect::around(rects).unwrap_or(Rect::new(0.0, 0.0, 240.0, 80.0)).inflate(MARGIN);
    let rects = cards.iter_mut().map(|card| &mut card.rect).chain(annotations.iter_mut().map(|(_, rect)| rect));
    for rect in rects {
        (rect.x, rect.y) = (rect.x - frame.x, rect.y - frame.y);
    }

    let ends = cards.iter().map(|card| {
        let row = |(at, column): (usize, &&'_ Column)| (column.id.clone(), card.rect.y + card.shape.row_middle(at));
        let rows = card.columns.iter().enumerate().map(row).ordered_map();
        (card.entity.id(), Card { entity: card.entity, rect: card.rect, rows })
    });
    let ends: BTreeMap<&Id, Card<'_>> = ends.ordered_map();
    let of_kind = |kind: AnnotationKind| annotations.iter().filter(move |(one, _)| one.kind == kind);
    let mut shapes: Vec<Shape> = Vec::new();
    of_kind(AnnotationKind::Area).for_each(|(one, rect)| shapes.extend(annotation(one, *rect)));
    shapes.extend(lines(design, &ends));
    for shown in &cards {
        let (label, id) = (shown.entity.table.name.clone(), shown.entity.id().clone());
        shapes.push(Shape::Group { label, id, shapes: card(design, shown) });
    }
    of_kind(AnnotationKind::Note).for_each(|(one, rect)| shapes.extend(annotation(one, *rect)));
    let tables = if cards.len() == 1 { "1 entity".to_owned() } else { format!("{} entities", cards.len()) };
    let name = if design.name.is_empty() { "Schema" } else { &design.name };
    let title = match view {
        Some((_, view)) => format!("{name}, {}: {tables}", view.name),
        None => format!("{name}: {tables}"),
    };
    Drawing { title, width: frame.width, height: frame.height, shapes }
}

fn text(at: Point, text: &str, font: Font, size: f64, ink: Ink, room: f64) -> Shape {
    let (shown, cut) = font.fitted(text, size, room);
    Shape::Text { at, text: shown, whole: cut.then(|| text.to_owned()), font, size, ink, align: Align::Start }
}

fn ended(shape: Shape) -> Shape {
    match shape {
        Shape::Text { at, text, whole, font, size, ink, .. } => {
            Shape::Text { at, text, whole, font, size, ink, align: Align::End }
        }
        other => other,
    }
}

fn card(design: &Design, shown: &Shown<'_>) -> Vec<Shape> {
    let Shown { entity, columns, shape, rect } = shown;
    let (rect, shape) = (*rect, *shape);
    let look = design.picture.look(entity.id());
    let border = Stroke { dashed: entity.is_abstract, ..Stroke::new(Ink::Edge, 1.0) };
    let ground = match look.colour {
        Some(colour) => Ink::on_surface(colour, 18),
        None if entity.tenancy.is_tenant() => Ink::TenantHeader,
        None => Ink::Header,
    };
    let mut out = vec![Shape::Rect { rect, radius: RADIUS, fill: Some(Ink::Surface), stroke: None }];
    if shape.bare {
        out.push(Shape::Rect { rect, radius: RADIUS, fill: Some(ground), stroke: None });
    } else {
        out.push(Shape::Path { steps: header(rect), fill: Some(ground), stroke: None });
        out.push(rule(rect, rect.y + HEADER_HEIGHT, Stroke::new(Ink::Border, 1.0)));
    }
    if let Some(colour) = look.colour {
        let within = Rect::new(rect.x + RADIUS, rect.y, rect.width - 2.0 * RADIUS, 0.0);
        out.push(rule(within, rect.y + 1.5, Stroke::new(Ink::on_surface(colour, 100), 3.0)));
    }
    out.push(Shape::Rect { rect, radius: RADIUS, fill: None, stroke: Some(border) });
    title(design, entity, rect, &mut out);
    if shape.bare {
        return out;
    }
    if columns.is_empty() {
        let at = Point::new(rect.x + INSET, rect.y + shape.height() - 16.0);
        out.push(text(at, "No columns yet", Font::Italic, 12.0, Ink::Dim, rect.width));
    }
    let key = entity.table.primary_key().unwrap_or_default();
    let foreign = entity.table.constraints.iter().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::ForeignKey { columns, .. } => Some(columns),
        _ => None,
    });
    let foreign: BTreeSet<&Id> = foreign.flatten().ordered_set();
    for (at, column) in columns.iter().take(shape.rows()).enumerate() {
        let row = Row { primary: key.contains(&column.id), foreign: foreign.contains(&column.id), column };
        let derived = entity.table.column(&column.id).is_none();
        row.draw(design, rect, rect.y + shape.row_middle(at) + 4.0, derived, &mut out);
    }
    if shape.hidden() > 0 {
        let y = rect.bottom() - FOOTER_HEIGHT;
        out.push(rule(rect, y, Stroke::new(Ink::Border, 1.0)));
        let at = Point::new(rect.x + INSET, y + 16.0);
        let told = format!("and {} more columns", shape.hidden());
        out.push(text(at, &told, Font::Sans, 11.0, Ink::Dim, rect.width));
    }
    out
}

fn title(design: &Design, entity: &Entity, rect: Rect, out: &mut Vec<Shape>) {
    let y = rect.y + HEADER_HEIGHT / 2.0 + 4.5;
    let mut right = rect.right() - INSET;
    if entity.tenancy.is_tenant() {
        right -= 14.0;
        out.push(Shape::Path {
            steps: shield(Point::new(right + 1.0, rect.y + 13.0)),
            fill: None,
            stroke: Some(Stroke::new(Ink::Accent, 1.4)),
        });
        right -= 6.0;
    }
    if entity.is_abstract {
        let width = Font::Italic.width("abstract", 11.0);
        out.push(text(Point::new(right - width, y), "abstract", Font::Italic, 11.0, Ink::Dim, width + 1.0));
        right -= width + 6.0;
    }
    let mut x = rect.x + INSET;
    let schema = design.schemas.get(&entity.table.schema).filter(|schema| !schema.is_public());
    if let Some(schema) = schema {
        let shape = text(Point::new(x, y), &format!("{}.", schema.name), Font::Sans, 13.0, Ink::Dim, (right - x) / 2.0);
        if let Shape::Text { text, .. } = &shape {
            x += Font::Sans.width(text, 13.0);
        }
        out.push(shape);
    }
    let name = if entity.table.name.is_empty() { "(no name)" } else { &entity.table.name };
    out.push(text(Point::new(x, y), name, Font::Bold, 13.0, Ink::Text, right - x));
}

struct Row<'a> {
    column: &'a Column,
    primary: bool,
    foreign: bool,
}

impl Row<'_> {
    fn draw(&self, design: &Design, rect: Rect, y: f64, derived: bool, out: &mut Vec<Shape>) {
        let mut tag = |at: f64, word: &str, ink: Ink| {
            out.push(text(Point::new(rect.x + at, y - 0.5), word, Font::Bold, 8.0, ink, 20.0));
        };
        match (self.primary, self.foreign) {
            (true, true) => {
                tag(8.0, "PK", Ink::Key);
                tag(21.0, "FK", Ink::Link);
            }
            (true, false) => tag(INSET, "PK", Ink::Key),
            (false, true) => tag(INSET, "FK", Ink::Link),
            (false, false) => {}
        }
        let required = self.column.not_null || self.primary;
        let type_name = format!("{}{}", type_text(design, &self.column.data_type), if required { "" } else { "?" });
        let right = rect.right() - INSET;
        let shape = text(Point::new(right, y), &type_name, Font::Mono, 11.0, Ink::Dim, TYPE_ROOM);
        let used = if let Shape::Text { text, .. } = &shape { Font::Mono.width(text, 11.0) } else { 0.0 };
        let (font, ink) = match (derived, self.primary) {
            (true, _) => (Font::Italic, Ink::Dim),
            (false, true) => (Font::Bold, Ink::Text),
            (false, false) => (Font::Sans, Ink::Text),
        };
        let room = right - used - 8.0 - rect.x - NAME;
        // The name first: whoever copies the text of a PDF, or hears that of an SVG, gets it in this order.
        out.push(text(Point::new(rect.x + NAME, y), &self.column.name, font, 12.0, ink, room));
        out.push(ended(shape));
    }
}

/// A type as cards have it.
pub(super) fn type_text(design: &Design, data_type: &DataType) -> String {
    let DataType::Defined { id, array } = data_type else {
        return match data_type {
            DataType::Builtin(text) => short_type(text),
            DataType::Defined { id, .. } => id.to_string(),
        };
    };
    let of_enum = design.enums.get(id).map(|e| e.name.clone());
    let of_rest = || {
        let object = design.rest.object(id)?;
        Some(object.identity.strip_prefix("public.").unwrap_or(&object.identity).to_owned())
    };
    let of_table = || design.entities.get(id).map(|entity| entity.table.name.clone());
    let name = of_enum.or_else(of_rest).or_else(of_table).unwrap_or_else(|| id.to_string());
    format!("{name}{}", if *array { "[]" } else { "" })
}

fn rule(rect: Rect, y: f64, stroke: Stroke) -> Shape {
    Shape::Path {
        steps: vec![Step::Move(Point::new(rect.x, y)), Step::Line(Point::new(rect.right(), y))],
        fill: None,
        stroke: Some(stroke),
    }
}

/// The header's ground, its upper corners round.
fn header(rect: Rect) -> Vec<Step> {
    let (x, y, right, bottom) = (rect.x, rect.y, rect.right(), rect.y + HEADER_HEIGHT);
    let (r, k) = (RADIUS, RADIUS * (1.0 - QUARTER));
    let p = Point::new;
    vec![
        Step::Move(p(x, bottom)),
        Step::Line(p(x, y + r)),
        Step::Curve(p(x, y + k), p(x + k, y), p(x + r, y)),
        Step::Line(p(right - r, y)),
        Step::Curve(p(right - k, y), p(right, y + k), p(right, y + r)),
        Step::Line(p(right, bottom)),
        Step::Close,
    ]
}

/// A shield with its upper left corner there.
fn shield(at: Point) -> Vec<Step> {
    let p = |x: f64, y: f64| Point::new(at.x + x, at.y + y);
    vec![
        Step::Move(p(6.0, 0.0)),
        Step::Line(p(12.0, 2.0)),
        Step::Line(p(12.0, 7.0)),
        Step::Curve(p(12.0, 10.5), p(9.5, 12.8), p(6.0, 14.0)),
        Step::Curve(p(2.5, 12.8), p(0.0, 10.5), p(0.0, 7.0)),
        Step::Line(p(0.0, 2.0)),
        Step::Close,
    ]
}
