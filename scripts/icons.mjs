// Writes src/app/icons.rs: the icons that the application uses, from lucide-static (ISC licence).
//
//     node scripts/icons.mjs
//
// Adding an icon is adding its name here and running this.

import { readFile, writeFile } from 'node:fs/promises';

const NAMES = `
arrow-down arrow-right arrow-up box check chevron-down chevron-left chevron-right chevron-up circle circle-check
circle-dashed circle-dot circle-question-mark circle-x clock code columns-3 copy database download ellipsis eye eye-off file-code
file-plus file-text flask-conical folder folder-open git-branch git-compare grip-vertical hash import info key-round keyboard
layers layout-grid layout-template link list list-ordered loader-circle lock map maximize menu minus moon package panel-bottom
panel-left panel-right pencil play plus redo-2 rotate-ccw save scan search settings shield shield-alert shield-check
sliders-horizontal snowflake square-pen square-terminal sun table-2 tag timer trash triangle-alert undo-2 unlink upload user users
waypoints workflow wrench x zap
`.trim().split(/\s+/);

const root = new URL('..', import.meta.url);
const nodes = JSON.parse(await readFile(new URL('node_modules/lucide-static/icon-nodes.json', root), 'utf8'));
const { version } = JSON.parse(await readFile(new URL('node_modules/lucide-static/package.json', root), 'utf8'));

const camel = (name) => name.replace(/(^|-)(\w)/g, (_, __, letter) => letter.toUpperCase());

const body = (name) => {
  const node = nodes[name];
  if (!node) throw new Error(`lucide has no icon "${name}"`);
  return node.map(([tag, attributes]) => `<${tag} ${Object.entries(attributes).filter(([key]) => key !== 'key').map(([key, value]) => `${key}='${value}'`).join(' ')}/>`).join('');
};

const lines = NAMES.map((name) => [camel(name), name, body(name)]);
await writeFile(new URL('src/app/icons.rs', root), `//! The icons, from lucide-static ${version} (ISC licence). Written by scripts/icons.mjs; add an icon there.

use leptos::prelude::*;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
${lines.map(([id, name]) => `    /// \`${name}\`\n    ${id},`).join('\n')}
}

impl Icon {
    /// What is inside the icon's \`svg\` element.
    #[rustfmt::skip]
    pub fn body(self) -> &'static str {
        match self {
${lines.map(([id, , text]) => `            Self::${id} => "${text}",`).join('\n')}
        }
    }
}

/// Shows an icon. It says nothing to those who can't see it: what it stands on has a name.
#[component]
pub fn IconView(
    /// Which.
    #[prop(into)]
    icon: Signal<Icon>,
) -> impl IntoView {
    view! {
        <svg
            class="icon"
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            inner_html=move || icon.get().body()
        ></svg>
    }
}
`);
