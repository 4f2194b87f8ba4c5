package dev.prunella.bench.heal.world;

import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.app.yaml.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Who answers for which table, as a project's contracts and sources name them.
 *
 * @param owners by table, as the system under test sees it
 * @param roles the people of each role
 */
public record Owners(Map<String, String> owners, Map<String, Set<String>> roles) {
  private static final String OWNER = "owner";

  public Owners {
    owners = Map.copyOf(owners);
    roles = Map.copyOf(roles);
  }

  /** Reads a project's files. */
  public static Owners of(Path project) throws IOException {
    var owners = new HashMap<String, String>();
    var roles = new HashMap<String, Set<String>>();
    for (var source : documents(project.resolve("sources"))) {
      source
          .text(OWNER)
          .ifPresent(
              who -> {
                roles.computeIfAbsent(OWNER, _ -> new TreeSet<>()).add(who);
                source.text("source").ifPresent(table -> owners.put(table, who));
              });
    }
    for (var contract : documents(project.resolve("contracts"))) {
      var members = contract.mapping("team").map(team -> team.mappings("members"));
      for (var member : members.orElse(List.of())) {
        var who = member.text("username").orElse("");
        var role = member.text("role").orElse("");
        roles.computeIfAbsent(role, _ -> new TreeSet<>()).add(who);
        if (role.equals(OWNER)) {
          contract
              .mappings("schema")
              .forEach(table -> table.text("name").ifPresent(name -> owners.put(name, who)));
        }
      }
    }
    return new Owners(owners, roles);
  }

  private static List<Fields> documents(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    var documents = new ArrayList<Fields>();
    try (Stream<Path> files = Files.list(folder)) {
      for (var file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        YamlText.documents(Files.readString(file), new Problems().in(file.toString()))
            .forEach(document -> documents.add(Fields.of(document)));
      }
    }
    return documents;
  }

  /** All names and roles. */
  public Set<String> known() {
    var known = new TreeSet<>(owners.values());
    known.addAll(roles.keySet());
    roles.values().forEach(known::addAll);
    return known;
  }

  /** Whether somebody is called so, or has that role. */
  public boolean is(String who, String nameOrRole) {
    return who.equals(nameOrRole) || roles.getOrDefault(nameOrRole, Set.of()).contains(who);
  }

  /**
   * Whether somebody is the one to ask about a table: its owner; where it has none, the owner of
   * one of the nearest tables that it is made from.
   *
   * @param graph what each table is made from
   */
  public boolean answersFor(String who, String table, Map<String, Set<String>> graph) {
    var seen = new HashSet<String>();
    Collection<String> level = Set.of(table);
    while (!level.isEmpty()) {
      var named = level.stream().flatMap(t -> Optional.ofNullable(owners.get(t)).stream()).toList();
      if (!named.isEmpty()) {
        return named.contains(who);
      }
      seen.addAll(level);
      level =
          level.stream()
              .flatMap(t -> graph.getOrDefault(t, Set.of()).stream())
              .filter(t -> !seen.contains(t))
              .distinct()
              .toList();
    }
    return false;
  }
}
