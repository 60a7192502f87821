// The SQL editor: CodeMirror with PostgreSQL's dialect, behind the few functions that the application uses.
//
// Colours come from CSS variables through classes; nothing is styled inline. The style sheets that CodeMirror makes are
// constructed ones (`adoptedStyleSheets`), which a strict content security policy allows.

import { acceptCompletion, autocompletion, pickedCompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { PostgreSQL, sql, SQLDialect } from '@codemirror/lang-sql';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, Prec, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers as lineNumbersGutter,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';

// The dialect counts words as keywords that PostgreSQL's grammar doesn't know, and that are names of columns everywhere.
const NAMES =
  'column_name connection_name count db degree derived element file final flag found hex hint id info instance integrity key_member key_type ' +
  'length library link map member message message_text module namespace number output pad percent permission portion power public query ' +
  'rank recovery result row_count scale schema_name scope section selective server_name size slice space state structure style ' +
  'table_name token translation uri';
const names = new Set(NAMES.split(' '));
const dialect = SQLDialect.define({
  ...PostgreSQL.spec,
  keywords: PostgreSQL.spec.keywords.split(' ').filter((word) => !names.has(word)).join(' '),
});

const color = (name) => ({ color: `var(--code-${name})` });

const highlight = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.definitionKeyword], ...color('keyword') },
  { tag: [tags.string, tags.special(tags.string), tags.character], ...color('string') },
  { tag: [tags.number, tags.bool, tags.null], ...color('number') },
  { tag: [tags.lineComment, tags.blockComment, tags.comment], ...color('comment'), fontStyle: 'italic' },
  { tag: [tags.typeName, tags.standard(tags.name), tags.className], ...color('type') },
  { tag: [tags.operator, tags.punctuation, tags.compareOperator], ...color('operator') },
]);

const look = (dark) =>
  EditorView.theme(
    {
      '&': { height: '100%', backgroundColor: 'transparent', color: 'inherit' },
      '&.cm-focused': { outline: 'none' },
      '.cm-scroller': { fontFamily: 'inherit', fontSize: 'inherit', lineHeight: 'inherit' },
      '.cm-content': { caretColor: 'currentColor' },
      '.cm-cursor': { borderLeftColor: 'currentColor' },
      '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--code-gutter, inherit)', border: 'none' },
      '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--code-active-line, transparent)' },
      '.cm-tooltip': { backgroundColor: 'var(--surface)', border: '1px solid var(--border-strong)', color: 'var(--text)' },
      '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'inherit', maxWidth: 'min(520px, 80vw)' },
      '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--text)' },
      '.cm-completionMatchedText': { textDecoration: 'none' },
      '.cm-completionDetail': { color: 'var(--text-2)', fontStyle: 'normal' },
      '.cm-marked-line': { backgroundColor: 'var(--code-marked-line, rgb(255 190 60 / 0.22))' },
    },
    { dark },
  );

const mark = StateEffect.define();
const markedLine = Decoration.line({ class: 'cm-marked-line' });
const markedLines = StateField.define({
  create: () => Decoration.none,
  update(marks, { changes, effects, newDoc }) {
    for (const effect of effects) {
      if (!effect.is(mark)) continue;
      const numbers = [...new Set(effect.value)].filter((n) => n >= 1 && n <= newDoc.lines).sort((a, b) => a - b);
      return Decoration.set(numbers.map((n) => markedLine.range(newDoc.line(n).from)));
    }
    return marks.map(changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * Completions from the application: `complete(text, at)` gives `{from, to, items: [{label, detail, kind, insert, caret}]}`, or
 * nothing. It has ranked and narrowed them already.
 */
const completing = (complete) =>
  autocompletion({
    icons: false,
    override: [
      ({ state, pos, explicit }) => {
        const found = complete(state.doc.toString(), pos, explicit);
        if (!found) return null;
        const { from, to, items } = found;
        const apply = ({ insert, caret }) => (view, completion) =>
          view.dispatch({
            changes: { from, to, insert },
            selection: { anchor: from + caret },
            annotations: pickedCompletion.of(completion),
          });
        return { from, to, filter: false, options: items.map((item) => ({ label: item.label, detail: item.detail, type: item.kind, apply: apply(item) })) };
      },
    ],
  });

/**
 * @param {Element} parent
 * @param {{doc?: string, readOnly?: boolean, dark?: boolean, lineWrapping?: boolean, label?: string,
 *   onChange?: (text: string) => void, onCursorLine?: (line: number) => void, complete?: Function}} [options]
 */
export function create(parent, { doc = '', readOnly = false, dark = false, lineWrapping = false, label, onChange, onCursorLine, complete } = {}) {
  const theme = new Compartment();
  let silent = false;
  let cursorLine = 1;

  const tell = EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
    if (silent) return;
    if (docChanged) onChange?.(state.doc.toString());
    const line = state.doc.lineAt(state.selection.main.head).number;
    if ((selectionSet || docChanged) && line !== cursorLine) {
      cursorLine = line;
      onCursorLine?.(line);
    }
  });

  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc,
      extensions: [
        lineNumbersGutter(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSelectionMatches(),
        drawSelection(),
        bracketMatching(),
        search({ top: true }),
        // Tab indents only where something can be written: elsewhere it must leave the editor.
        readOnly
          ? [EditorState.readOnly.of(true), keymap.of([...searchKeymap, ...defaultKeymap])]
          : [history(), indentOnInput(), keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, indentWithTab])],
        complete && !readOnly ? [completing(complete), Prec.highest(keymap.of([{ key: 'Tab', run: acceptCompletion }]))] : [],
        sql({ dialect, upperCaseKeywords: true }),
        syntaxHighlighting(highlight),
        lineWrapping ? EditorView.lineWrapping : [],
        EditorView.contentAttributes.of({ tabindex: '0', ...(label ? { 'aria-label': label } : {}) }),
        theme.of(look(dark)),
        markedLines,
        tell,
      ],
    }),
  });

  return {
    /** Replaces the text without telling `onChange`. */
    setDoc(text) {
      const { state } = view;
      if (text === state.doc.toString()) return;
      silent = true;
      try {
        view.dispatch({ changes: { from: 0, to: state.doc.length, insert: text }, selection: { anchor: 0 } });
        cursorLine = 1;
      } finally {
        silent = false;
      }
    },
    getDoc: () => view.state.doc.toString(),
    setDark: (on) => view.dispatch({ effects: theme.reconfigure(look(on)) }),
    /** Marks these lines, counted from 1, and no others. */
    highlightLines: (numbers) => view.dispatch({ effects: mark.of(Array.from(numbers)) }),
    scrollToLine(number) {
      const { from } = view.state.doc.line(Math.min(Math.max(1, number), view.state.doc.lines));
      view.dispatch({ effects: EditorView.scrollIntoView(from, { y: 'center' }) });
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
