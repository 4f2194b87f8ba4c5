package dev.prunella.app.reach;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.app.project.LoadedProject;
import dev.prunella.local.LakeConfig;
import dev.prunella.local.Secrets;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The secrets that a project's files name, and where. No value is read. */
final class NamedSecrets {
  private static final Pattern INSIDE =
      Pattern.compile("secret:(?:env/[A-Za-z_][A-Za-z0-9_]*|file/[^\\s&;,\"']+)");

  private final SortedMap<String, SortedSet<String>> found = new TreeMap<>();

  private NamedSecrets() {}

  /** References as they are written, each with the tables and parts of files that name it. */
  static SortedMap<String, SortedSet<String>> of(LoadedProject project, LakeConfig lake) {
    var named = new NamedSecrets();
    project.graph().inOrder().forEach(named::source);
    var settings = project.settings();
    settings.kept().forEach(named::all);
    settings.lineage().token().ifPresent(token -> named.one("lineage", token));
    lake.io().values().forEach(value -> named.one("lake", value));
    if (lake.refs() instanceof LakeConfig.Refs.Postgres(var url)) {
      named.one("lake", url);
    }
    return named.found;
  }

  private void source(Step step) {
    if (!(step.work() instanceof Step.Work.Load(var source))) {
      return;
    }
    var table = step.table().toString();
    switch (source.from()) {
      case Source.Files _ -> {}
      case Source.Http http -> {
        one(table, http.url());
        http.headers().values().forEach(value -> one(table, value));
      }
      case Source.Jdbc jdbc -> {
        one(table, jdbc.url());
        one(table, jdbc.user());
        one(table, jdbc.password());
        jdbc.staging()
            .ifPresent(
                staging -> {
                  one(table, staging.user());
                  one(table, staging.password());
                });
      }
    }
  }

  private void all(String where, JsonNode value) {
    if (value.isTextual()) {
      one(where, value.textValue());
    }
    value.forEach(element -> all(where, element));
  }

  private void one(String where, Optional<String> value) {
    value.ifPresent(text -> one(where, text));
  }

  private void one(String where, String value) {
    if (Secrets.isWellFormed(value)) {
      add(where, value);
      return;
    }
    INSIDE.matcher(value).results().forEach(reference -> add(where, reference.group()));
  }

  private void add(String where, String reference) {
    found.computeIfAbsent(reference, _ -> new TreeSet<>()).add(where);
  }
}
