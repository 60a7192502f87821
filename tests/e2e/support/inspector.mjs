// The inspector: everything about what is selected.

export class Inspector {
  constructor(page) {
    this.page = page;
    this.panel = page.getByRole('complementary', { name: 'Inspector' });
  }

  /** The head of the panel, when it says this. */
  title(text) {
    return this.panel.locator('.inspector-head').filter({ hasText: text });
  }

  section(name) {
    return this.panel.getByRole('region', { name, exact: true });
  }

  field(section, label) {
    return this.section(section).getByRole('textbox', { name: label, exact: true });
  }

  select(section, label) {
    return this.section(section).getByRole('combobox', { name: label, exact: true });
  }

  check(section, label) {
    return this.section(section).getByRole('checkbox', { name: label });
  }

  /** Types into a field and leaves it with Enter, or by Ctrl+Enter where Enter is a new line. */
  async setText(section, label, text) {
    await type(this.field(section, label), text);
  }

  async choose(section, label, option) {
    await this.select(section, label).selectOption({ label: option });
  }

  column(name) {
    // A field's text is its value, which no selector sees; the button beside it has it in its name.
    const details = this.page.getByRole('button', { name: `Details of ${name}`, exact: true });
    return this.section('Columns').getByRole('listitem').filter({ has: details });
  }

  /** Adds a column, as one types along: its name, its type, whether it may be NULL. */
  async addColumn(name, type_, { required = false } = {}) {
    await this.section('Columns').getByRole('button', { name: 'Add column' }).click();
    const row = this.section('Columns').locator('.column.open');
    await type(row.getByRole('textbox', { name: 'Column name' }), name);
    const added = this.column(name);
    await added.waitFor();
    // Left with Tab: Enter in the last column's type goes on to the next column.
    const typeField = added.getByRole('combobox', { name: 'Column type' });
    await typeField.fill(type_);
    await typeField.press('Tab');
    if (required) await added.getByRole('checkbox', { name: 'Not null' }).check();
  }

  /** Opens the details of a column. */
  async openColumn(name) {
    const button = this.column(name).getByRole('button', { name: `Details of ${name}`, exact: true });
    if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
    return this.column(name);
  }

  /** The row of a constraint, index or policy. */
  object(section, name) {
    const label = this.page.locator('.object-name').getByText(name, { exact: true });
    return this.section(section).locator('.object').filter({ has: label });
  }

  /** The object that is open for editing. */
  open(section) {
    return this.section(section).locator('.object.open');
  }

  /** Adds a check constraint with this expression and gives its row. */
  async addCheck(expression) {
    await this.section('Keys and checks').getByRole('button', { name: 'Check' }).click();
    const open = this.open('Keys and checks');
    await type(open.getByRole('textbox', { name: 'Expression' }), expression);
    return open;
  }
}

/** Types into a field and commits, as a person does. */
export async function type(field, text) {
  await field.fill(text);
  const lines = await field.evaluate((element) => element.tagName === 'TEXTAREA');
  await field.press(lines ? 'Control+Enter' : 'Enter');
}
