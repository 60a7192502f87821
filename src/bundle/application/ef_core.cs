// EF Core with Npgsql: sets the {{word}} at the beginning of every transaction.
//
//     services.AddScoped<TenantInterceptor>();
//     services.AddDbContext<ShopContext>((provider, options) => options
//         .UseNpgsql(dataSource)
//         .AddInterceptors(provider.GetRequiredService<TenantInterceptor>()));
//
// And one transaction for each unit of work, reads too:
//
//     await using var transaction = await context.Database.BeginTransactionAsync();
//     ...
//     await transaction.CommitAsync();
//
// Why not in ConnectionOpened: a setting of the session stays on the pooled connection, for whoever gets it next. And a
// query outside a transaction runs in one of its own that nobody set anything in: it sees no rows. With
// EnableRetryOnFailure the transaction goes into CreateExecutionStrategy().ExecuteAsync(...).

using System;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.EntityFrameworkCore.Diagnostics;

/// <summary>Who the request at hand is for. Register it scoped, and fill it from what was authenticated.</summary>
public interface ICurrent{{Word}}
{
    {{cs_type}} {{Word}}Id { get; }
}

public sealed class TenantInterceptor(ICurrent{{Word}} current) : DbTransactionInterceptor
{
    // true: the setting ends with the transaction. SET takes no parameter, so never a string put together.
    private const string Sql = {{sql_positional}};

    public override DbTransaction TransactionStarted(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        using var command = Command(connection, result);
        command.ExecuteNonQuery();
        return result;
    }

    public override async ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result,
        CancellationToken cancellationToken = default)
    {
        await using var command = Command(connection, result);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return result;
    }

    private DbCommand Command(DbConnection connection, DbTransaction transaction)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Sql;
        var parameter = command.CreateParameter();
        parameter.Value = current.{{Word}}Id.ToString();
        command.Parameters.Add(parameter);
        return command;
    }
}
