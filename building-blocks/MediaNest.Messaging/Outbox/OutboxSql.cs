namespace MediaNest.Messaging.Outbox;

internal static class OutboxSql
{
    public const string Channel = "medianest_outbox";

    /// <summary>Looks first: replacing a trigger locks the table against writers, and it is there at every start but the first.</summary>
    public const string EnsureTrigger = $"""
        DO $do$
        BEGIN
            IF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'outbox_messages_notify' AND tgrelid = '{MessagingModelExtensions.OutboxTable}'::regclass) THEN
                CREATE OR REPLACE FUNCTION medianest_outbox_notify() RETURNS trigger LANGUAGE plpgsql AS
                    $fn$ BEGIN PERFORM pg_notify('{Channel}', ''); RETURN NULL; END $fn$;
                CREATE TRIGGER outbox_messages_notify AFTER INSERT ON {MessagingModelExtensions.OutboxTable}
                    FOR EACH STATEMENT EXECUTE FUNCTION medianest_outbox_notify();
            END IF;
        END $do$;
        """;

    /// <summary>Rows another dispatcher holds are skipped, not waited for: that is what lets any number of them work side by side.</summary>
    public const string TakeBatch = $"""
        SELECT sequence, message_id, type, body::text, trace_parent, trace_state, correlation_id, actor_id, created_at
        FROM {MessagingModelExtensions.OutboxTable}
        WHERE sent_at IS NULL AND error IS NULL
        ORDER BY sequence
        LIMIT $1
        FOR UPDATE SKIP LOCKED
        """;

    public const string MarkSent = $"UPDATE {MessagingModelExtensions.OutboxTable} SET sent_at = $2 WHERE sequence = ANY($1)";

    public const string SetAside = $"UPDATE {MessagingModelExtensions.OutboxTable} SET error = $2 WHERE sequence = $1";

    public const string CountPending = $"SELECT count(*) FROM {MessagingModelExtensions.OutboxTable} WHERE sent_at IS NULL AND error IS NULL";

    public const string DeleteSent = $"""
        DELETE FROM {MessagingModelExtensions.OutboxTable}
        WHERE sequence IN (SELECT sequence FROM {MessagingModelExtensions.OutboxTable} WHERE sent_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)
        """;

    public const string DeleteReceived = $"""
        DELETE FROM {MessagingModelExtensions.InboxTable}
        WHERE ctid = ANY(ARRAY(SELECT ctid FROM {MessagingModelExtensions.InboxTable} WHERE received_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
        """;
}
