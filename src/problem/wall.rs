//! What the lint of the tenant wall finds in a design, at the places where a person can mend it.

use super::view::View;
use super::{PROJECT, Problem, sorted};
use crate::catalog::Id;
use crate::design::Design;
use crate::lower::Lowered;
use crate::rls::lint::{self, lint};
use crate::rls::{Finding, Wall, authored};

/// What is wrong with the tenant wall of a design as far as can be told without an engine: it is none of what keeps a
/// design from being lowered, so it is asked apart from [`check`](super::check()).
pub fn check_wall(design: &Design, lowered: &Lowered) -> Vec<Problem> {
    let intent = authored(design, &lowered.catalog);
    let wall = Wall::new(&lowered.catalog, &intent);
    let view = View::new(design, lowered);
    sorted(lint(&wall).into_iter().filter_map(|finding| at(&view, finding)).collect())
}

fn at(view: &View<'_>, finding: Finding) -> Option<Problem> {
    let rule = lint::rule(&finding.rule)?;
    Some(Problem {
        rule: rule.id,
        level: finding.level,
        element: element(view, &finding),
        object: finding.part.clone(),
        field: None,
        message: finding.message.clone(),
        range: None,
        finding: Some(Box::new(finding)),
    })
}

/// What a person edits to mend a finding.
fn element(view: &View<'_>, finding: &Finding) -> Id {
    let project = || Id::new(PROJECT);
    let Some(id) = &finding.entity else { return project() };
    if let Some(table) = view.table(id) {
        return view.element(table, finding.part.as_ref().unwrap_or(id));
    }
    let design = view.design;
    let known = design.roles.contains_key(id)
        || design.schemas.contains_key(id)
        || design.rest.objects.iter().any(|object| object.id == *id);
    if known { id.clone() } else { project() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::lower;
    use crate::problem::testing::*;
    use crate::template;

    fn found(change: impl FnOnce(&mut Design)) -> Vec<(&'static str, String)> {
        let mut design = sample();
        change(&mut design);
        let problems = check_wall(&design, &lower(&design));
        problems.into_iter().map(|problem| (problem.rule, problem.element.to_string())).collect()
    }

    #[test]
    fn nothing_is_wrong_with_what_lowering_makes() {
        assert_eq!(found(tenant_scoped), []);
        for info in template::list() {
            let design = template::template(info.id).expect("it is listed").design;
            assert_eq!(check_wall(&design, &lower(&design)), Vec::new(), "{}", info.id);
        }
    }

    #[test]
    fn a_finding_leads_to_what_a_person_edits() {
        let wide = |design: &mut Design| {
            tenant_scoped(design);
            add_policy(design, "everybody", Some("true"), None);
        };
        assert!(found(wide).contains(&("PO01", "orders".to_owned())));
        let bypassing = |design: &mut Design| {
            tenant_scoped(design);
            role(design, "app").bypass_rls = true;
        };
        assert!(found(bypassing).contains(&("RO01", "app".to_owned())));
    }

    #[test]
    fn a_finding_carries_what_mends_it() {
        let mut design = sample();
        tenant_scoped(&mut design);
        add_policy(&mut design, "everybody", Some("true"), None);
        let problems = check_wall(&design, &lower(&design));
        let problem = problems.iter().find(|problem| problem.rule == "PO01").expect("a wide policy");
        let fix = problem.finding.as_ref().and_then(|finding| finding.fix.as_ref()).expect("a fix");
        assert!(fix.sql.contains("AS RESTRICTIVE FOR ALL TO PUBLIC"), "{}", fix.sql);
        assert!(!problem.blocks());
    }
}
