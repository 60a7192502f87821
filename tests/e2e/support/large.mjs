// A large project, made by rule: the same for every run and every machine.

const COLUMNS = ['text', 'integer', 'timestamp with time zone', 'boolean', 'numeric(18,2)', 'jsonb', 'uuid'];

/**
 * The text of a project of `count` entities of `width` columns, ten at least, each with a key, two indexes, a check and, but for the
 * first, a foreign key; every second one is tenant-scoped. `related` gives every second one another foreign key, to one of
 * those just before it, and puts the cards where none covers another.
 */
export function largeProject(count, width = 10, { related = false } = {}) {
  const entities = [];
  const nodes = {};
  for (let at = 0; at < count; at += 1) {
    const id = `e${at}`;
    const column = (name, type, more = {}) => ({ id: `${id}.${name}`, name, type, ...more });
    const columns = [
      column('id', 'uuid', { notNull: true, value: { kind: 'default', expression: 'gen_random_uuid()' } }),
      column('parent_id', 'uuid', { notNull: true }),
      column('amount', 'integer', { notNull: true }),
      ...Array.from({ length: width - 3 }, (_, n) => column(`column_${n}`, COLUMNS[n % COLUMNS.length])),
    ];
    const constraints = [
      { id: `${id}.key`, kind: 'primaryKey', columns: [`${id}.id`] },
      { id: `${id}.check`, kind: 'check', expression: 'amount >= 0 AND (column_1 IS NULL OR column_1 < amount)' },
    ];
    if (at > 0) {
      const target = `e${Math.floor(at / 2)}`;
      constraints.push({
        id: `${id}.parent`, kind: 'foreignKey', columns: [`${id}.parent_id`], target, targetColumns: [`${target}.id`],
      });
    }
    if (related && at > 1 && at % 2 === 0) {
      const target = `e${at - 1 - (at % 7 % (at - 1))}`;
      constraints.push({
        id: `${id}.other`, kind: 'foreignKey', columns: [`${id}.column_6`], target, targetColumns: [`${target}.id`],
      });
    }
    const index = (name, ...keys) => ({ id: `${id}.${name}`, keys: keys.map((key) => ({ column: `${id}.${key}` })) });
    entities.push({
      id, schema: 'public', name: `entity_${at}`, columns, constraints,
      indexes: [index('by_parent', 'parent_id'), index('by_time', 'column_2', 'amount')],
      tenancy: at % 2 ? { kind: 'tenant' } : { kind: 'none' },
    });
    const [across, side, down] = related ? [Math.ceil(Math.sqrt(count) * 1.4), 352, 480] : [25, 320, 400];
    nodes[id] = { x: (at % across) * side, y: Math.floor(at / across) * down };
  }
  const roles = ['owner', 'app', 'service'].map((name) => ({ id: name, name: `large_${name}` }));
  return JSON.stringify({
    formatVersion: 1,
    name: `${count} entities`,
    settings: {
      defaultSchema: 'public', targetVersion: 15, ownerRole: 'owner', appRole: 'app', serviceRole: 'service',
      tenancy: { column: 'tenant_id', type: 'uuid', setting: 'app.current_tenant', guards: { references: true } },
    },
    roles,
    schemas: [{ id: 'public', name: 'public' }],
    entities,
    nodes,
  });
}
