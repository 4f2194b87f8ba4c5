package dev.prunella.heal;

/** What people are asked where no remedy is proved: without row values, for it may go by mail. */
final class Questions {
  private Questions() {}

  static String about(Finding finding) {
    var of = finding.table() + finding.interval().map(label -> " of " + label).orElse("");
    return switch (finding.what()) {
      case Finding.What.Failed(var fault) ->
          of + " cannot be made: " + fault.kind().words() + ". What is to be done?";
      case Finding.What.Unlike unlike ->
          of
              + " is unlike its history ("
              + unlike.anomalies().size()
              + " anomalies, first: "
              + unlike.anomalies().stream().findFirst().map(a -> a.subject()).orElse("none")
              + "), and no one cause is proved. Is it right as it is?";
      case Finding.What.BreaksRules(var broken) ->
          of
              + " breaks "
              + String.join(", ", broken.stream().map(b -> b.check().id()).toList())
              + ". Will it come again?";
      case Finding.What.Held _ -> of + " is held, and nobody could look into it. What is right?";
    };
  }
}
