package dev.prunella.incident;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The causes that are known by name: of each its class, the sort of remedy that cures it most
 * often, and what it is in words.
 *
 * <p>The principle behind the classes: <em>who has to change something?</em> Nobody, when trying
 * again will do: {@code transient_third_party}. Whoever runs our machines, accounts and grants:
 * {@code infrastructure}. Whoever wrote the query, program or setting: {@code code}, also when the
 * schema moved away under it. Whoever sent the values or the file: {@code data}.
 */
final class CauseTable {
  private static final String CODE =
      """
      ambiguous_column          | patch_code_or_schema_mapping | a column that several tables have
      api_misuse                | patch_code_or_schema_mapping | a program that uses a library wrongly
      circular_dependency       | patch_code_or_schema_mapping | steps that wait for one another
      column_count_mismatch     | patch_code_or_schema_mapping | more or fewer columns than expected
      consumer_poll_interval_exceeded | config_change | a consumer slower than its poll interval allows
      dependency_conflict       | patch_code_or_schema_mapping | versions of libraries that do not fit
      dependent_objects         | patch_code_or_schema_mapping | something that others still depend on
      division_by_zero          | patch_code_or_schema_mapping | a division by zero
      driver_missing            | config_change | a driver or connector that is not installed
      group_by_error            | patch_code_or_schema_mapping | a column neither grouped by nor aggregated
      import_error              | patch_code_or_schema_mapping | a module that cannot be imported
      infinite_recursion        | patch_code_or_schema_mapping | a recursion that does not end
      invalid_api_parameter     | patch_code_or_schema_mapping | a request with a parameter that is wrong
      invalid_config            | config_change | a setting that is wrong or missing
      invalid_manifest          | patch_code_or_schema_mapping | a configuration file that does not parse
      length_mismatch           | patch_code_or_schema_mapping | lengths that do not fit one another
      message_too_large         | config_change | a message larger than the limit
      missing_class_on_classpath | config_change | a class that is not on the class path
      missing_column            | patch_code_or_schema_mapping | a column that is not there
      missing_command           | config_change | a program that is not installed
      missing_function          | patch_code_or_schema_mapping | a function that is not there
      missing_node              | patch_code_or_schema_mapping | a reference to a model or source that is not there
      missing_table             | patch_code_or_schema_mapping | a table that is not there
      missing_topic             | config_change | a topic, bucket or queue that is not there
      missing_variable          | config_change | a variable or key of the settings that is not set
      null_reference            | patch_code_or_schema_mapping | a program that does not expect a missing value
      object_exists             | patch_code_or_schema_mapping | something that exists already
      operation_not_supported   | patch_code_or_schema_mapping | something that the system cannot do
      python_syntax_error       | patch_code_or_schema_mapping | a program that does not parse
      query_too_complex         | patch_code_or_schema_mapping | a query that is too large or too deep
      schema_drift              | patch_code_or_schema_mapping | a schema that changed at its source
      syntax_error              | patch_code_or_schema_mapping | a query that does not parse
      subquery_too_many_rows    | patch_code_or_schema_mapping | a subquery that gives more than one row
      task_not_serializable     | patch_code_or_schema_mapping | a program that cannot be sent to the workers
      transaction_state         | patch_code_or_schema_mapping | a statement outside the right transaction
      type_mismatch             | patch_code_or_schema_mapping | types that do not fit one another
      udf_null_handling         | patch_code_or_schema_mapping | a function that does not expect a missing value
      undefined_name            | patch_code_or_schema_mapping | a name that the program does not define
      unsupported_schema_change | patch_code_or_schema_mapping | a change of schema that is not possible
      view_schema_change        | patch_code_or_schema_mapping | a view that cannot take its new columns
      wrong_arguments           | patch_code_or_schema_mapping | a call with the wrong arguments
      """;

  private static final String DATA =
      """
      accepted_values_failed    | quarantine_or_correct_data | values that are not among those allowed
      check_constraint_violation | quarantine_or_correct_data | rows that break a check
      checksum_mismatch         | rerun_upstream_or_backfill | a file whose checksum does not fit
      corrupt_file              | quarantine_or_correct_data | a file that is damaged or of another kind
      corrupt_or_truncated_file | rerun_upstream_or_backfill | a file that is damaged or cut off
      duplicate_key             | quarantine_or_correct_data | a key that occurs twice
      duplicate_rows            | quarantine_or_correct_data | rows that occur twice
      duplicate_rows_in_batch   | quarantine_or_correct_data | rows that occur twice in one batch
      empty_file                | rerun_upstream_or_backfill | an empty file
      encoding_error            | quarantine_or_correct_data | bytes that are not in the expected encoding
      foreign_key_violation     | quarantine_or_correct_data | rows that refer to what is not there
      inconsistent_file_schema  | patch_code_or_schema_mapping | a file whose schema differs from the others
      malformed_file            | quarantine_or_correct_data | a file with a line of the wrong shape
      malformed_json            | quarantine_or_correct_data | JSON that does not parse
      malformed_record          | quarantine_or_correct_data | a record that does not parse
      missing_file              | rerun_upstream_or_backfill | a file that has not come
      missing_partition         | rerun_upstream_or_backfill | a partition that has not come
      null_in_required_column   | quarantine_or_correct_data | a missing value where one is required
      numeric_out_of_range      | patch_code_or_schema_mapping | a number too large for its type
      numeric_overflow          | quarantine_or_correct_data | a number too large for its column
      offsets_expired           | rerun_upstream_or_backfill | messages that are no longer kept
      poison_message            | quarantine_or_correct_data | a message that cannot be read
      quality_check_failed      | quarantine_or_correct_data | values that a check refuses
      stale_source              | rerun_upstream_or_backfill | a source that was not refreshed in time
      table_metadata_corrupt    | rollback_or_time_travel | a table of which files are missing or damaged
      unparseable_date          | quarantine_or_correct_data | text that is no date
      unparseable_number        | quarantine_or_correct_data | text that is no number
      unparseable_value         | quarantine_or_correct_data | text that is no value of its type
      value_out_of_range        | quarantine_or_correct_data | a value out of its range
      value_too_long            | quarantine_or_correct_data | a text too long for its column
      volume_anomaly            | rerun_upstream_or_backfill | far more or fewer rows than usual
      zero_rows                 | rerun_upstream_or_backfill | no rows at all
      """;

  private static final String INFRASTRUCTURE =
      """
      auth_failed               | rotate_or_grant_credentials | a login that was refused
      bad_credentials           | rotate_or_grant_credentials | credentials that are not accepted
      certificate_invalid       | rotate_or_grant_credentials | a certificate that is expired or not trusted
      connection_refused        | restart_or_reprovision | a server that accepts no connections
      container_failed          | restart_or_reprovision | a container that does not start
      disk_full                 | scale_resource | a full disk
      driver_result_too_large   | config_change | a result larger than the driver may hold
      expired_credentials       | rotate_or_grant_credentials | credentials that have expired
      file_permission           | rotate_or_grant_credentials | a file that may not be read or written
      image_pull_failed         | config_change | an image that cannot be fetched
      insufficient_capacity     | scale_resource | a cluster without room
      memory_limit              | scale_resource | more memory needed than is allowed
      missing_certificate_file  | rotate_or_grant_credentials | a certificate or key file that is not there
      missing_credentials       | rotate_or_grant_credentials | credentials that are not there
      network_blocked           | config_change | a network that lets nothing through
      node_lost                 | restart_or_reprovision | a worker or node that was lost
      not_enough_brokers        | config_change | fewer servers than are required
      out_of_memory             | scale_resource | memory that ran out
      permission_denied         | rotate_or_grant_credentials | a right that is missing
      process_crashed           | restart_or_reprovision | a process that crashed
      process_killed            | scale_resource | a process that was killed
      query_timeout             | scale_resource | a query that ran longer than allowed
      read_only_filesystem      | restart_or_reprovision | a file system that is read-only
      read_only_server          | config_change | a database that is read-only
      resource_quota            | scale_resource | a quota that is used up
      service_down              | restart_or_reprovision | a service of ours that is down
      temp_disk_limit           | scale_resource | more temporary files than are allowed
      too_many_connections      | config_change | more connections than are allowed
      too_many_open_files       | config_change | more open files than are allowed
      warehouse_suspended       | restart_or_reprovision | a warehouse or cluster that is not running
      """;

  private static final String TRANSIENT =
      """
      connection_reset          | retry_later | a connection that the other side reset
      connection_terminated_by_server | retry_later | a connection that the server closed
      connection_timeout        | retry_later | an answer that did not come in time
      deadlock                  | retry_later | two transactions that waited for one another
      dns_failure               | retry_later | a name that could not be resolved
      endpoint_unreachable      | retry_later | a service that cannot be reached
      http_500                  | retry_later | a service that failed
      http_503                  | retry_later | a service that is not available
      incomplete_read           | retry_later | an answer that broke off
      leader_not_available      | retry_later | a cluster that is choosing its leader
      lock_conflict             | retry_later | a lock that somebody else holds
      lock_timeout              | retry_later | a lock that was not to be had in time
      maintenance               | retry_later | a service under maintenance
      not_ready                 | retry_later | something that is still starting
      rate_limited              | retry_later | more requests than are allowed
      serialization_conflict    | retry_later | two transactions that changed the same
      truncated_response        | retry_later | an answer that was cut off
      """;

  private static final Map<String, Cause> BY_NAME = read();

  private CauseTable() {}

  static Map<String, Cause> all() {
    return BY_NAME;
  }

  static Optional<Cause> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  private static Map<String, Cause> read() {
    var all = new LinkedHashMap<String, Cause>();
    read(CODE, FailureClass.CODE, all);
    read(DATA, FailureClass.DATA, all);
    read(INFRASTRUCTURE, FailureClass.INFRASTRUCTURE, all);
    read(TRANSIENT, FailureClass.TRANSIENT_THIRD_PARTY, all);
    return Map.copyOf(all);
  }

  private static void read(String table, FailureClass of, Map<String, Cause> all) {
    table
        .lines()
        .forEach(
            line -> {
              var cells = line.split("\\|", -1);
              var name = cells[0].strip();
              var remedy = RemedyFamily.of(cells[1].strip()).orElseThrow();
              all.put(name, new Cause(name, of, remedy, cells[2].strip()));
            });
  }
}
