package dev.prunella.app.knowledge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A note that is about to be written. Everything in it may come from a person's keyboard: it is
 * quoted where YAML would take it for something else, and read back before it counts.
 *
 * @param scope lists of names by {@code tables}, {@code sources}, {@code steps}, {@code systems}
 * @param does by key what is done: {@code do}, {@code window}, {@code ask}
 * @param convert by key; empty where nothing is converted
 * @param header by key; empty where none is sent
 * @param dates {@code from}, {@code until}, {@code review}
 * @param learnt by key where it comes from; empty for what somebody just writes down
 * @param text for people
 */
public record NoteDraft(
    String title,
    Map<String, List<String>> scope,
    Optional<String> signature,
    Map<String, String> does,
    Map<String, String> convert,
    Map<String, String> header,
    Map<String, String> dates,
    Optional<String> owner,
    Map<String, String> learnt,
    String text) {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  public NoteDraft {
    scope = new LinkedHashMap<>(scope);
    does = new LinkedHashMap<>(does);
    convert = new LinkedHashMap<>(convert);
    header = new LinkedHashMap<>(header);
    dates = new LinkedHashMap<>(dates);
    learnt = new LinkedHashMap<>(learnt);
  }

  /** The whole file. */
  public String file() {
    var top = YAML.createObjectNode().put("title", title);
    var names = top.putObject("scope");
    scope.forEach(
        (key, list) -> {
          if (!list.isEmpty()) {
            names.set(key, YAML.valueToTree(list));
          }
        });
    signature.ifPresent(s -> names.put("signature", s));
    does.forEach(top::put);
    put(top, "convert", convert);
    put(top, "header", header);
    dates.forEach(top::put);
    owner.ifPresent(o -> top.put("owner", o));
    put(top, "learnt", learnt);
    try {
      return "---\n"
          + YAML.writeValueAsString(top)
          + "---\n"
          + (text.isBlank() ? "" : text.strip() + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a note can always be written", e);
    }
  }

  private static void put(ObjectNode top, String key, Map<String, String> values) {
    if (!values.isEmpty()) {
      var node = top.putObject(key);
      values.forEach(node::put);
    }
  }
}
