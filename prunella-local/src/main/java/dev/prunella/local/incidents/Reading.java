package dev.prunella.local.incidents;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Fields of an event, as they are read. Those that an earlier version did not write are as empty as
 * their type has it.
 */
record Reading(JsonNode json) {
  boolean has(String name) {
    return json.has(name);
  }

  String text(String name) {
    return json.path(name).asText();
  }

  Optional<String> textIfAny(String name) {
    return json.hasNonNull(name) ? Optional.of(text(name)) : Optional.empty();
  }

  List<String> texts(String name) {
    var texts = new ArrayList<String>();
    json.path(name).forEach(one -> texts.add(one.asText()));
    return texts;
  }

  long number(String name) {
    return json.path(name).asLong();
  }

  double share(String name) {
    return json.path(name).asDouble();
  }

  boolean is(String name) {
    return json.path(name).asBoolean();
  }

  Instant time(String name) {
    return Instant.parse(text(name));
  }

  RunId run(String name) {
    return new RunId(number(name));
  }

  Optional<RunId> runIfAny(String name) {
    return has(name) ? Optional.of(run(name)) : Optional.empty();
  }

  CommitId commit(String name) {
    return CommitId.fromHex(text(name));
  }

  TableName table(String name) {
    return TableName.parse(text(name));
  }

  List<TableName> tables(String name) {
    return texts(name).stream().map(TableName::parse).toList();
  }

  FailureClass failureClass(String name) {
    return FailureClass.of(text(name)).orElseThrow(IllegalArgumentException::new);
  }

  RemedyFamily family(String name) {
    return RemedyFamily.of(text(name)).orElseThrow(IllegalArgumentException::new);
  }

  /** What stands in an object of that name; empty in journals of a time when it was not kept. */
  <T> Optional<T> within(String name, Function<Reading, T> reader) {
    var inner = json.path(name);
    return inner.isObject() ? Optional.of(reader.apply(new Reading(inner))) : Optional.empty();
  }

  /** What stands in an array of that name; none in journals of a time when it was not kept. */
  <T> List<T> each(String name, Function<Reading, T> reader) {
    var all = new ArrayList<T>();
    json.path(name).forEach(one -> all.add(reader.apply(new Reading(one))));
    return all;
  }
}
