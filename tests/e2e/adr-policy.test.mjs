// The policy that a team's decision record prescribes, put in by hand, lets tenants write for each other: the dry run has
// to find it and say where.
import assert from 'node:assert/strict';
import { App } from './support/app.mjs';
import { type } from './support/inspector.mjs';

const POLICY = 'service_account_access2';

async function addPolicy(app) {
  await app.select('Competition');
  const policies = app.inspector.section('Policies');
  await policies.getByRole('button', { name: 'Add policy' }).click();
  const open = app.inspector.open('Policies');
  await type(open.getByRole('textbox', { name: 'Name' }), POLICY);
  const to = open.getByRole('group', { name: 'To' });
  await to.getByRole('combobox', { name: 'Add to to' }).selectOption({ label: 'PUBLIC' });
  await to.getByRole('button', { name: 'Remove beercomp_app' }).click();
  await type(open.getByRole('textbox', { name: 'Using' }), "current_user = 'beercomp_service'");
  await type(open.getByRole('textbox', { name: 'With check' }), 'true');
  const policy = (await app.entity('Competition')).policies.find(({ name }) => name === POLICY);
  assert.deepEqual(
    { to: policy.to, using: policy.using, check: policy.check },
    { to: ['public'], using: "current_user = 'beercomp_service'", check: 'true' },
  );
}

async function breach({ page, url }) {
  const app = await App.open(page, url);
  await app.template('beer-competition');
  await addPolicy(app);

  await app.tab('Problems');
  await app.problem('PO02').first().waitFor();

  assert.equal(await app.dryRun(), 'Failed');
  const stages = await app.stages();
  assert.equal(stages.isolation, 'failed');
  assert.equal(stages.up, 'passed');

  // The first breach is open: its table, its probe, its SQL, and what to do.
  const probe = page.getByTestId('probe');
  const shown = await probe.innerText();
  assert.match(shown, /competitions/);
  assert.match(shown, /insert/);
  assert.match(shown, /INSERT INTO (public\.)?competitions/);
  assert.match(shown, new RegExp(POLICY), 'the policy at fault is named');
  assert.match(shown, /breached/);
  await page.getByRole('button', { name: /insert.* on .*competitions.*: breached/ }).first().waitFor();

  await probe.getByRole('button', { name: 'Show it on the canvas' }).click();
  await app.inspector.title('Competition').waitFor();

  const proof = await app.call('dryRun');
  assert.equal(proof.verdict, 'failed');
  const breached = proof.isolation.filter(({ verdict }) => verdict === 'breached');
  assert.ok(breached.length > 0);
  for (const { table, probe: name, sql, fix } of breached) {
    assert.match(table, /competitions/);
    assert.ok(name && sql, 'each breach has its probe and its SQL');
    assert.match(fix ?? '', new RegExp(POLICY));
  }

  // Without the policy the wall holds again.
  await app.inspector.section('Policies').getByRole('button', { name: `Remove ${POLICY}` }).click();
  assert.equal(await app.dryRun(), 'Proven');
}

export const tests = [["the decision record's policy turns the proof red", breach]];
