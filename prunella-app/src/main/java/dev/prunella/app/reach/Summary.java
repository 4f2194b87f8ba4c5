package dev.prunella.app.reach;

import dev.prunella.app.view.ReachJson;
import dev.prunella.app.view.StandingJson;
import dev.prunella.heal.Cures;
import dev.prunella.incident.RemedyFamily;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is told of all tables together. */
final class Summary {
  private static final int MOST_NEXT = 12;
  private static final int SOME = 5;

  private Summary() {}

  /** Each sort of help, and for how many tables it could be one. */
  static List<ReachJson.Remedy> remedies(List<ReachJson.Table> tables, List<Cures.Sort> sorts) {
    return sorts.stream()
        .map(
            sort ->
                new ReachJson.Remedy(
                    sort.words(),
                    EnumSet.copyOf(sort.families()).stream().map(RemedyFamily::word).toList(),
                    (int)
                        tables.stream()
                            .filter(t -> t.fixes().stream().anyMatch(f -> isOf(f, sort)))
                            .count()))
        .toList();
  }

  private static boolean isOf(ReachJson.Fix fix, Cures.Sort sort) {
    return fix.can() && fix.remedy().equals(sort.words());
  }

  /** The sorts of remedies that nobody carries out: what needs one of them is asked of a person. */
  static List<String> nobodys(List<Cures.Sort> sorts) {
    var left = EnumSet.allOf(RemedyFamily.class);
    left.remove(RemedyFamily.ASK_HUMAN_OWNER);
    sorts.forEach(sort -> left.removeAll(sort.families()));
    return left.stream().map(family -> family.word() + ": " + family.words()).toList();
  }

  /** What people may do to widen it, what concerns the most tables first. */
  static List<ReachJson.Next> next(List<ReachJson.Table> tables, List<ReachJson.Secret> secrets) {
    var whys = new LinkedHashMap<String, String>();
    var about = new LinkedHashMap<String, Set<String>>();
    for (var secret : secrets) {
      for (var user : secret.usedBy()) {
        add(whys, about, secret.next(), secret.secret() + " is not set", user);
      }
    }
    for (var table : tables) {
      table.watch().forEach(w -> add(whys, about, w.next(), w.words(), table.table()));
      table.fixes().forEach(f -> add(whys, about, f.next(), f.words(), table.table()));
    }
    return about.entrySet().stream()
        .map(
            e ->
                new ReachJson.Next(
                    e.getKey(),
                    Objects.requireNonNull(whys.get(e.getKey())),
                    e.getValue().size(),
                    e.getValue().stream().limit(SOME).toList()))
        .sorted(Comparator.comparingInt(ReachJson.Next::tables).reversed())
        .limit(MOST_NEXT)
        .toList();
  }

  private static void add(
      Map<String, String> whys,
      Map<String, Set<String>> about,
      @Nullable String next,
      String why,
      String table) {
    if (next != null) {
      whys.putIfAbsent(next, why);
      Objects.requireNonNull(about.computeIfAbsent(next, _ -> new LinkedHashSet<>())).add(table);
    }
  }

  /** How each sort of remedy has turned out, whatever the cause. */
  static List<ReachJson.Standing> standing(List<StandingJson.View> lines) {
    var bySort = new TreeMap<String, ReachJson.Standing>();
    for (var line : lines) {
      bySort.merge(
          line.remedy(),
          new ReachJson.Standing(
              line.remedy(),
              line.tried(),
              line.verified(),
              line.published(),
              line.held(),
              line.undone() + line.switchedBack(),
              line.lowered()),
          Summary::together);
    }
    return Arrays.stream(RemedyFamily.values())
        .map(RemedyFamily::word)
        .filter(bySort::containsKey)
        .map(sort -> Objects.requireNonNull(bySort.get(sort)))
        .toList();
  }

  private static ReachJson.Standing together(ReachJson.Standing a, ReachJson.Standing b) {
    return new ReachJson.Standing(
        a.sort(),
        a.tried() + b.tried(),
        a.verified() + b.verified(),
        a.published() + b.published(),
        a.held() + b.held(),
        a.undone() + b.undone(),
        a.lowered() || b.lowered());
  }
}
