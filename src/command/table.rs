//! The table of commands.

use super::Chord;

/// What is done. The application has one arm for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the table below says what each is called")]
pub enum Action {
    AddEntity,
    AddColumn,
    Link,
    Rename,
    Edit,
    Duplicate,
    Delete,
    SelectAll,
    SelectNothing,
    NudgeLeft,
    NudgeRight,
    NudgeUp,
    NudgeDown,
    Arrange,
    ArrangeAround,
    AddEnum,
    AddRole,
    AddBySql,
    AddHandSql,
    Palette,
    WalkLeft,
    WalkRight,
    WalkUp,
    WalkDown,
    NextRegion,
    PreviousRegion,
    Search,
    ShowSql,
    ShowProblems,
    ShowMigrations,
    ShowAccess,
    ShowProof,
    FitAll,
    FitSelection,
    Focus,
    ZoomIn,
    ZoomOut,
    ZoomToOne,
    ToggleOutline,
    TogglePanels,
    ToggleInspector,
    ToggleTheme,
    Help,
    Undo,
    Redo,
    NewProject,
    OpenFile,
    SaveNow,
    SaveFile,
    Download,
    CopyLink,
    History,
    Import,
    Compare,
    Audit,
    Settings,
    Rows,
    DryRun,
    AddMigration,
    ExportBundle,
    ExportPicture,
}

/// What commands stand together in the help and the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// What changes the design.
    Drawing,
    /// What moves the selection and the keyboard.
    Going,
    /// What changes how it looks.
    View,
    /// What is done with the whole project.
    Project,
}

impl Group {
    /// Every group, in the order of the help.
    pub const ALL: [Self; 4] = [Self::Drawing, Self::Going, Self::View, Self::Project];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Drawing => "Drawing",
            Self::Going => "Going around",
            Self::View => "View",
            Self::Project => "Project",
        }
    }
}

/// When a command can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// Always.
    Always,
    /// If there is a step to take back.
    CanUndo,
    /// If a step was taken back.
    CanRedo,
    /// If anything is selected.
    Selected,
    /// If one entity is selected, or something of it.
    OneEntity,
    /// If entities are selected.
    Entities,
    /// If anything is drawn.
    Drawn,
}

impl When {
    /// What a person is told who asks for it at another time.
    pub fn told(self) -> &'static str {
        match self {
            Self::Always => "",
            Self::CanUndo => "There is nothing to undo.",
            Self::CanRedo => "There is nothing to do again.",
            Self::Selected => "Select something first.",
            Self::OneEntity => "Select one entity first.",
            Self::Entities => "Select an entity first.",
            Self::Drawn => "Add an entity first.",
        }
    }
}

/// Where the keyboard may be for a command's keys to count. In a dialog none does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// On the canvas, in the outline, or nowhere: for keys that elsewhere write a letter or press a button.
    Drawing,
    /// Anywhere but in fields.
    Free,
    /// Anywhere but where something is being typed, which has a history of its own.
    NotTyping,
    /// Anywhere but in an editor of SQL, which has a search of its own.
    NotEditing,
    /// Anywhere.
    Anywhere,
}

/// A command.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// What it does.
    pub action: Action,
    /// Its name for preferences and tests.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// Other words a person may look for it by.
    pub words: &'static str,
    /// Where it stands.
    pub group: Group,
    /// The keys, the first of which is told.
    pub keys: &'static [Chord],
    /// Where the keys count.
    pub reach: Reach,
    /// When it can be used.
    pub when: When,
}

impl Command {
    const fn new(action: Action, group: Group, id: &'static str, title: &'static str) -> Self {
        Self { action, id, title, words: "", group, keys: &[], reach: Reach::Anywhere, when: When::Always }
    }

    const fn words(self, words: &'static str) -> Self {
        Self { words, ..self }
    }

    const fn keys(self, reach: Reach, keys: &'static [Chord]) -> Self {
        Self { reach, keys, ..self }
    }

    const fn when(self, when: When) -> Self {
        Self { when, ..self }
    }

    /// The keys as a person reads them.
    pub fn keys_told(&self) -> String {
        self.keys.iter().map(|chord| chord.told()).collect::<Vec<_>>().join(", ")
    }

    /// The title with the first of its keys, as a button's tooltip has it.
    pub fn label(&self) -> String {
        match self.keys.first() {
            Some(chord) => format!("{} ({})", self.title, chord.told()),
            None => self.title.to_owned(),
        }
    }
}

const fn drawing(action: Action, id: &'static str, title: &'static str) -> Command {
    Command::new(action, Group::Drawing, id, title)
}

const fn going(action: Action, id: &'static str, title: &'static str) -> Command {
    Command::new(action, Group::Going, id, title)
}

const fn view(action: Action, id: &'static str, title: &'static str) -> Command {
    Command::new(action, Group::View, id, title)
}

const fn project(action: Action, id: &'static str, title: &'static str) -> Command {
    Command::new(action, Group::Project, id, title)
}

const fn plain(key: &'static str) -> Chord {
    Chord::plain(key)
}

const fn control(key: &'static str) -> Chord {
    Chord::control(key)
}

/// Moving: with Control or Alt, and five steps with Shift.
const LEFT: &[Chord] = &[control("ArrowLeft").any_shift(), Chord::alt("ArrowLeft").any_shift()];
const RIGHT: &[Chord] = &[control("ArrowRight").any_shift(), Chord::alt("ArrowRight").any_shift()];
const UP: &[Chord] = &[control("ArrowUp").any_shift(), Chord::alt("ArrowUp").any_shift()];
const DOWN: &[Chord] = &[control("ArrowDown").any_shift(), Chord::alt("ArrowDown").any_shift()];

/// Every command, in the order of the help.
pub const TABLE: &[Command] = {
    use Action as A;
    use Reach as R;
    &[
        drawing(A::AddEntity, "add-entity", "Add an entity").words("new table create").keys(R::Drawing, &[plain("n")]),
        drawing(A::AddColumn, "add-column", "Add a column")
            .words("new field attribute")
            .keys(R::Drawing, &[plain("c")])
            .when(When::OneEntity),
        drawing(A::Link, "link", "Reference another entity")
            .words("link foreign key relation draw line")
            .keys(R::Drawing, &[plain("l")])
            .when(When::OneEntity),
        drawing(A::Rename, "rename", "Rename the selected entity")
            .keys(R::Drawing, &[plain("F2")])
            .when(When::OneEntity),
        drawing(A::Edit, "edit", "Edit what is selected")
            .words("inspector properties")
            .keys(R::NotTyping, &[control("e")])
            .when(When::Selected),
        drawing(A::Duplicate, "duplicate", "Duplicate")
            .words("copy clone")
            .keys(R::Free, &[control("d")])
            .when(When::Entities),
        drawing(A::Delete, "delete", "Remove what is selected")
            .words("delete drop")
            .keys(R::Free, &[plain("Delete").any_shift(), plain("Backspace").any_shift()])
            .when(When::Selected),
        drawing(A::SelectAll, "select-all", "Select all entities").keys(R::Free, &[control("a")]).when(When::Drawn),
        drawing(A::SelectNothing, "select-nothing", "Select nothing")
            .words("deselect clear selection")
            .keys(R::Free, &[plain("Escape").any_shift()]),
        drawing(A::NudgeLeft, "nudge-left", "Move the selection left (Shift: five steps)").keys(R::Drawing, LEFT),
        drawing(A::NudgeRight, "nudge-right", "Move the selection right").keys(R::Drawing, RIGHT),
        drawing(A::NudgeUp, "nudge-up", "Move the selection up").keys(R::Drawing, UP),
        drawing(A::NudgeDown, "nudge-down", "Move the selection down").keys(R::Drawing, DOWN),
        drawing(A::Arrange, "arrange", "Arrange cards").words("auto layout tidy").when(When::Drawn),
        drawing(A::ArrangeAround, "arrange-around", "Arrange what an entity touches around it")
            .words("auto layout tidy neighbours")
            .when(When::OneEntity),
        drawing(A::AddEnum, "add-enum", "Add an enum").words("new type"),
        drawing(A::AddRole, "add-role", "Add a role").words("new user"),
        drawing(A::AddBySql, "add-by-sql", "Add a view, a function, a sequence …").words("new trigger sql"),
        drawing(A::AddHandSql, "add-hand-sql", "Add hand-written SQL").words("new script data"),
        going(A::Palette, "palette", "Find anything").words("command palette").keys(R::Anywhere, &[control("k")]),
        going(A::WalkLeft, "walk-left", "Go to the entity on the left, along relations first")
            .keys(R::Drawing, &[plain("ArrowLeft")])
            .when(When::Drawn),
        going(A::WalkRight, "walk-right", "Go to the entity on the right")
            .keys(R::Drawing, &[plain("ArrowRight")])
            .when(When::Drawn),
        going(A::WalkUp, "walk-up", "Go to the entity above").keys(R::Drawing, &[plain("ArrowUp")]).when(When::Drawn),
        going(A::WalkDown, "walk-down", "Go to the entity below")
            .keys(R::Drawing, &[plain("ArrowDown")])
            .when(When::Drawn),
        going(A::NextRegion, "next-region", "Next part of the window").keys(R::Anywhere, &[plain("F6")]),
        going(A::PreviousRegion, "previous-region", "Previous part of the window")
            .keys(R::Anywhere, &[plain("F6").shifted()]),
        going(A::Search, "search", "Search the outline").words("filter find").keys(R::NotEditing, &[control("f")]),
        going(A::ShowSql, "show-sql", "Show the SQL").words("migration up down statements panel"),
        going(A::ShowProblems, "show-problems", "Show problems").words("errors warnings lint panel"),
        going(A::ShowMigrations, "show-migrations", "Show migrations").words("history panel"),
        going(A::ShowAccess, "show-access", "Show who reaches which rows").words("access tenant wall rls matrix panel"),
        going(A::ShowProof, "show-proof", "Show the proof").words("dry run result panel"),
        view(A::FitAll, "fit-all", "Show everything")
            .words("fit zoom lost")
            .keys(R::Anywhere, &[control("0")])
            .when(When::Drawn),
        view(A::FitSelection, "fit-selection", "Show what is selected")
            .words("zoom selection")
            .keys(R::Drawing, &[plain("2").shifted(), plain("@").any_shift(), plain("\"").any_shift()])
            .when(When::Entities),
        view(A::Focus, "focus", "Look at the selection and what it touches, or at everything again")
            .words("focus neighbours dim related")
            .keys(R::Drawing, &[plain("f")])
            .when(When::Drawn),
        view(A::ZoomIn, "zoom-in", "Zoom in").keys(R::Anywhere, &[control("+").any_shift(), control("=").any_shift()]),
        view(A::ZoomOut, "zoom-out", "Zoom out").keys(R::Anywhere, &[control("-")]),
        view(A::ZoomToOne, "zoom-to-one", "Zoom to 100 %"),
        view(A::ToggleOutline, "toggle-outline", "Outline")
            .words("show hide side panel")
            .keys(R::Anywhere, &[control("b")]),
        view(A::TogglePanels, "toggle-panels", "Panels")
            .words("show hide dock bottom")
            .keys(R::Anywhere, &[control("j")]),
        view(A::ToggleInspector, "toggle-inspector", "Inspector")
            .words("show hide properties")
            .keys(R::Anywhere, &[control("i")]),
        view(A::ToggleTheme, "toggle-theme", "Light or dark").words("theme mode").keys(R::Anywhere, &[control("m")]),
        view(A::Help, "help", "Keys").words("shortcuts help keyboard").keys(R::Free, &[plain("?").any_shift()]),
        project(A::Undo, "undo", "Undo").keys(R::NotTyping, &[control("z")]).when(When::CanUndo),
        project(A::Redo, "redo", "Redo")
            .keys(R::NotTyping, &[control("z").shifted(), control("y")])
            .when(When::CanRedo),
        project(A::NewProject, "new-project", "New project or template").words("start open recent"),
        project(A::OpenFile, "open-file", "Open a project file").keys(R::Anywhere, &[control("o")]),
        project(A::SaveNow, "save-now", "Save now (it is saved by itself, too)").keys(R::Anywhere, &[control("s")]),
        project(A::SaveFile, "save-file", "Save to a file").words("disk folder write"),
        project(A::History, "history", "Earlier versions").words("versions restore take back autosave"),
        project(A::CopyLink, "copy-link", "Copy a link that holds the project").words("share send url"),
        project(A::Download, "download", "Download the project file").words("save as json"),
        project(A::Import, "import", "Import a schema from SQL").words("pg_dump script ddl"),
        project(A::Compare, "compare", "Compare two schemas").words("diff"),
        project(A::Audit, "audit", "Audit a tenant wall").words("attack isolation row level security rls check script"),
        project(A::Settings, "settings", "Project settings").words("naming tenancy roles"),
        project(A::Rows, "rows", "Rows of dry runs").words("seed data samples"),
        project(A::DryRun, "dry-run", "Dry run")
            .words("prove run postgresql test")
            .keys(R::Anywhere, &[control("Enter")]),
        project(A::AddMigration, "add-migration", "Add a migration").words("new pending change"),
        project(A::ExportBundle, "export", "Export the bundle").words("zip download scripts"),
        project(A::ExportPicture, "export-picture", "Export a picture or a document")
            .words("svg png pdf mermaid dbml markdown html image diagram documentation"),
    ]
};

/// The command that does it. In a `const` block only that one is part of the page.
pub const fn of(action: Action) -> Command {
    // The order of the table is the help's, so each is looked for.
    let mut at = 0;
    while at < TABLE.len() {
        if TABLE[at].action as u8 == action as u8 {
            return TABLE[at];
        }
        at += 1;
    }
    Command::new(action, Group::View, "", "")
}

/// A chord, and what it asks for.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The chord.
    pub chord: Chord,
    /// What it asks for.
    pub action: Action,
    /// Where it counts.
    pub reach: Reach,
    /// When it can be used.
    pub when: When,
}

const fn count() -> usize {
    let (mut at, mut sum) = (0, 0);
    while at < TABLE.len() {
        sum += TABLE[at].keys.len();
        at += 1;
    }
    sum
}

/// The keys of the table by themselves: all that listening needs, so that the words need not be there.
pub static KEYS: [Key; count()] = {
    let nothing = Key { chord: Chord::plain(""), action: Action::Help, reach: Reach::Anywhere, when: When::Always };
    let mut keys = [nothing; count()];
    let (mut at, mut next) = (0, 0);
    while at < TABLE.len() {
        let command = TABLE[at];
        let mut chord = 0;
        while chord < command.keys.len() {
            keys[next] =
                Key { chord: command.keys[chord], action: command.action, reach: command.reach, when: command.when };
            next += 1;
            chord += 1;
        }
        at += 1;
    }
    keys
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_shortcut_is_given_twice() {
        for (at, key) in KEYS.iter().enumerate() {
            for other in &KEYS[at + 1..] {
                assert!(
                    !key.chord.overlaps(other.chord),
                    "{:?} and {:?}: {}",
                    key.action,
                    other.action,
                    key.chord.told()
                );
            }
        }
    }

    #[test]
    fn every_key_is_one_of_the_table() {
        assert_eq!(KEYS.len(), TABLE.iter().map(|command| command.keys.len()).sum::<usize>());
        for command in TABLE {
            for chord in command.keys {
                let found = KEYS.iter().filter(|key| key.chord == *chord && key.action == command.action);
                assert_eq!(found.count(), 1, "{}", command.id);
            }
        }
    }

    #[test]
    fn commands_are_told_apart() {
        let ids: BTreeSet<&str> = TABLE.iter().map(|command| command.id).collect();
        let titles: BTreeSet<&str> = TABLE.iter().map(|command| command.title).collect();
        assert_eq!((ids.len(), titles.len()), (TABLE.len(), TABLE.len()));
        for command in TABLE {
            assert_eq!(of(command.action).id, command.id);
            assert!(!command.id.is_empty() && !command.title.is_empty());
        }
    }

    #[test]
    fn every_action_is_a_command() {
        // The last action of the enum: they are numbered from nought.
        let all: BTreeSet<u8> = TABLE.iter().map(|command| command.action as u8).collect();
        assert_eq!(all, (0..=Action::ExportPicture as u8).collect());
    }

    #[test]
    fn letters_by_themselves_count_on_the_drawing_alone() {
        for key in KEYS.iter().filter(|key| key.chord.key.len() == 1 && !key.chord.control && key.chord.key != "?") {
            assert_eq!(key.reach, Reach::Drawing, "{}", key.chord.told());
        }
    }

    #[test]
    fn what_is_in_peoples_fingers_is_there() {
        let expected = [
            ("undo", "Ctrl+Z"),
            ("redo", "Ctrl+Y"),
            ("redo", "Ctrl+Shift+Z"),
            ("save-now", "Ctrl+S"),
            ("open-file", "Ctrl+O"),
            ("duplicate", "Ctrl+D"),
            ("edit", "Ctrl+E"),
            ("fit-all", "Ctrl+0"),
            ("toggle-outline", "Ctrl+B"),
            ("toggle-theme", "Ctrl+M"),
            ("search", "Ctrl+F"),
            ("palette", "Ctrl+K"),
        ];
        for (id, key) in expected {
            let command = TABLE.iter().find(|command| command.id == id).expect(id);
            assert!(command.keys.iter().any(|chord| chord.told() == key), "{id}: {}", command.keys_told());
        }
    }
}
