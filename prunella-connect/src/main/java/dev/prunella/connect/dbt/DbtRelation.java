package dev.prunella.connect.dbt;

/**
 * A table or view as dbt's warehouse names it.
 *
 * @param customSchema the schema that the user wrote, where dbt made {@code schema} from it; empty
 *     when it is the target's own
 * @param identifier the alias, which is what compiled SQL says
 */
public record DbtRelation(String database, String schema, String customSchema, String identifier) {}
