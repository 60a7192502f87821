// node-postgres: a unit of work for one {{word}}.
//
//     const rows = await as{{Word}}(pool, {{word}}, (client) => client.query('...'));
//
// The setting is made in the transaction and ends with it (the third argument, true): the next one to get the connection
// from the pool finds nothing of it. pool.query() takes any connection, outside the transaction, and sees no rows.

// SET takes no parameter, so never a string put together.
const SQL = {{sql_positional}};

/**
 * @template T
 * @param {import('pg').Pool} pool
 * @param {{{js_type}}} {{word}}
 * @param {(client: import('pg').PoolClient) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function as{{Word}}(pool, {{word}}, work) {
  const client = await pool.connect();
  let broken;
  try {
    await client.query('BEGIN');
    await client.query(SQL, [String({{word}})]);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((lost) => { broken = lost; });
    throw error;
  } finally {
    // A connection that could not be rolled back is not put back into the pool.
    client.release(broken);
  }
}
