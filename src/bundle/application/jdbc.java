// JDBC: a unit of work for one {{word}}.
//
//     List<Order> orders = TenantSession.as{{Word}}(dataSource, {{word}}, connection -> { ... });
//
// The setting is made in the transaction and ends with it (the third argument, true): the next one to get the connection
// from the pool finds nothing of it. With auto-commit each statement is a transaction of its own, and sees no rows.

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

public final class TenantSession {
    // SET takes no parameter, so never a string put together.
    private static final String SQL = {{sql_question}};

    /** What is done with a connection that works for one {{word}}. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private TenantSession() {}

    /** Commits when the work is done, and rolls back where it ends with an error. */
    public static <T> T as{{Word}}(DataSource dataSource, {{java_type}} {{word}}, Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                try (PreparedStatement statement = connection.prepareStatement(SQL)) {
                    statement.setString(1, String.valueOf({{word}}));
                    statement.execute();
                }
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException error) {
                try {
                    connection.rollback();
                } catch (SQLException lost) {
                    error.addSuppressed(lost);
                }
                throw error;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }
}
