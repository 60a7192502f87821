// Npgsql: a unit of work for one {{word}}.
//
//     await dataSource.As{{Word}}Async({{word}}, async (connection, transaction) => { ... });
//
// The setting is made in the transaction and ends with it (the third argument, true): the next one to get the connection
// from the pool, or from PgBouncer in transaction mode, finds nothing of it.

using System;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;

public static class TenantSession
{
    // SET takes no parameter, so never a string put together.
    private const string Sql = {{sql_positional}};

    public static async Task<T> As{{Word}}Async<T>(
        this NpgsqlDataSource dataSource, {{cs_type}} {{word}},
        Func<NpgsqlConnection, NpgsqlTransaction, Task<T>> work, CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        // Disposed without a commit it rolls back.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand(Sql, connection, transaction))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = {{word}}.ToString() });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        var result = await work(connection, transaction);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }
}
