//! Which entity derives from which, and where each one's rows live.

use crate::catalog::{Constraint, ConstraintKind, Id, Map};
use crate::design::{Design, Entity, Inheritance, Tenancy};
use crate::problem::{Problem, structure};

/// Where an entity's rows live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    /// In a table of its own.
    Own,
    /// In its root's table: one table per hierarchy.
    Root,
    /// Nowhere: an abstract entity of a hierarchy with one table per concrete type.
    Nowhere,
}

/// An entity in its hierarchy. Others are named by their position in [`Hierarchy::nodes`].
pub(super) struct Node<'a> {
    pub(super) entity: &'a Entity,
    pub(super) base: Option<usize>,
    pub(super) root: usize,
    /// The root's strategy, which counts for the whole hierarchy.
    pub(super) strategy: Inheritance,
    /// The entities that derive from this one directly, in the order of their ids.
    pub(super) derived: Vec<usize>,
}

/// Every entity, in the order of ids.
pub(super) struct Hierarchy<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    positions: Map<&'a Id, usize>,
    /// The entity that tells who is a member of which tenant. Its rows belong to none.
    memberships: Option<usize>,
}

impl<'a> Hierarchy<'a> {
    /// Resolves every base. A base that does not exist and a base that closes a cycle count as none, and are reported.
    pub(super) fn of(design: &'a Design, problems: &mut Vec<Problem>) -> Self {
        let entities: Vec<&Entity> = design.entities.values().collect();
        let positions: Map<&Id, usize> = design.entities.keys().enumerate().map(|(at, id)| (id, at)).collect();
        let mut bases: Vec<Option<usize>> = entities
            .iter()
            .map(|entity| {
                let base = entity.base.as_ref()?;
                let at = positions.get(base).copied();
                if at.is_none() {
                    problems.push(structure::unknown_reference::base(entity, base));
                }
                at
            })
            .collect();
        break_cycles(&entities, &mut bases, problems);

        let mut nodes: Vec<Node<'a>> = entities
            .iter()
            .zip(&bases)
            .enumerate()
            .map(|(at, (entity, base))| Node {
                entity,
                base: *base,
                root: at,
                strategy: entity.inheritance,
                derived: Vec::new(),
            })
            .collect();
        for at in 0..nodes.len() {
            let Some(base) = nodes[at].base else { continue };
            nodes[base].derived.push(at);
            let mut root = base;
            while let Some(next) = nodes[root].base {
                root = next;
            }
            nodes[at].root = root;
            nodes[at].strategy = nodes[root].entity.inheritance;
        }
        let memberships = design.settings.tenancy.strategy.membership_entity();
        let memberships = memberships.and_then(|id| positions.get(id).copied());
        Self { nodes, positions, memberships }
    }

    /// The position of the entity with this id.
    pub(super) fn position(&self, id: &Id) -> Option<usize> {
        self.positions.get(id).copied()
    }

    /// The entity's id.
    pub(super) fn id(&self, at: usize) -> &'a Id {
        self.nodes[at].entity.id()
    }

    /// Where the entity's rows live.
    pub(super) fn home(&self, at: usize) -> Home {
        let node = &self.nodes[at];
        match node.strategy {
            Inheritance::TablePerHierarchy if node.base.is_some() => Home::Root,
            Inheritance::TablePerConcreteType if node.entity.is_abstract && self.in_hierarchy(at) => Home::Nowhere,
            _ => Home::Own,
        }
    }

    /// True if the entity derives from another or another derives from it.
    pub(super) fn in_hierarchy(&self, at: usize) -> bool {
        self.nodes[at].base.is_some() || !self.nodes[at].derived.is_empty()
    }

    /// The root's primary key: the first whose columns all exist.
    pub(super) fn root_key(&self, at: usize) -> Option<&'a Constraint> {
        let root = self.nodes[self.nodes[at].root].entity;
        let tenant = root.tenant_column_id();
        root.table.constraints.iter().find(|constraint| match &constraint.kind {
            ConstraintKind::PrimaryKey { columns } => {
                let known = |id: &Id| root.table.column(id).is_some() || tenant.as_ref() == Some(id);
                !columns.is_empty() && columns.iter().all(known)
            }
            _ => false,
        })
    }

    /// The entity and its bases, the root first.
    pub(super) fn chain(&self, at: usize) -> Vec<usize> {
        let mut chain = vec![at];
        let mut current = at;
        while let Some(base) = self.nodes[current].base {
            chain.push(base);
            current = base;
        }
        chain.reverse();
        chain
    }

    /// The entity and everything that derives from it: each before what derives from it, siblings in the order of ids.
    pub(super) fn tree(&self, at: usize) -> Vec<usize> {
        let mut tree = Vec::new();
        let mut pending = vec![at];
        while let Some(current) = pending.pop() {
            tree.push(current);
            pending.extend(self.nodes[current].derived.iter().rev());
        }
        tree
    }

    /// True if `at` is `base` or derives from it.
    pub(super) fn is_or_derives(&self, at: usize, base: usize) -> bool {
        let mut current = Some(at);
        while let Some(position) = current {
            if position == base {
                return true;
            }
            current = self.nodes[position].base;
        }
        false
    }

    /// Who says whose rows the entity's table holds: itself, or the nearest base that says anything. In one table per
    /// hierarchy only the root can say it, for all rows share its table.
    pub(super) fn says(&self, at: usize) -> Option<usize> {
        let said = |at: usize| self.nodes[at].entity.tenancy != Tenancy::None && self.memberships != Some(at);
        if self.nodes[at].strategy == Inheritance::TablePerHierarchy {
            let root = self.nodes[at].root;
            return said(root).then_some(root);
        }
        let mut current = Some(at);
        while let Some(position) = current {
            if said(position) {
                return Some(position);
            }
            current = self.nodes[position].base;
        }
        None
    }

    /// Who says that each row of the entity's table belongs to one tenant, if anybody does.
    pub(super) fn tenancy(&self, at: usize) -> Option<usize> {
        self.says(at).filter(|says| self.nodes[*says].entity.tenancy.is_tenant())
    }
}

/// Takes the base from one entity of every cycle: the one where a walk in the order of ids closes it.
fn break_cycles(entities: &[&Entity], bases: &mut [Option<usize>], problems: &mut Vec<Problem>) {
    // 0: not walked; otherwise the number of the walk that came by. A walk that meets itself has closed a cycle; one
    // that meets an earlier walk ends where that one ended, which was no cycle.
    let mut walked = vec![0; entities.len()];
    for start in 0..entities.len() {
        let walk = start + 1;
        let mut current = start;
        while walked[current] == 0 {
            walked[current] = walk;
            let Some(base) = bases[current] else { break };
            if walked[base] == walk {
                problems.push(structure::inheritance_cycle::found(entities[current], entities[base]));
                bases[current] = None;
                break;
            }
            current = base;
        }
    }
}
