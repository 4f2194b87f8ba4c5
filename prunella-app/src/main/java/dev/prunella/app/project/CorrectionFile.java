package dev.prunella.app.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.prunella.app.yaml.Problems;
import dev.prunella.app.yaml.YamlText;
import dev.prunella.contract.CodePlace;
import dev.prunella.local.engine.CorrectionJson;
import dev.prunella.pipeline.Correction;
import java.util.Optional;

/** A correction as a file of the project: {@code corrections/<id>.yaml}. */
public final class CorrectionFile {
  private static final String FOLDER = "corrections/";
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private static final String OURS = "# Written by Prunella.";

  private CorrectionFile() {}

  /** Whether a correction's text is the healer's; a person may have changed it since. */
  public static boolean isOurs(String text) {
    return text.startsWith(OURS);
  }

  /** Whether a path is that of a correction. */
  public static boolean isOne(String path) {
    return path.startsWith(FOLDER) && path.endsWith(".yaml");
  }

  /** Where a correction is written down. */
  public static String path(String id) {
    return FOLDER + id + ".yaml";
  }

  /** The whole file. */
  public static String text(Correction correction) {
    try {
      return OURS
          + " It changes what is made of this interval, and of no other;\n"
          + "# where it names a batch, of those bytes only. Delete the file to take it back.\n"
          + YAML.writeValueAsString(CorrectionJson.write(correction));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a correction can always be written", e);
    }
  }

  static Optional<Correction> read(FileText file, Problems.Of at) {
    var id = file.path().substring(FOLDER.length(), file.path().lastIndexOf('.'));
    return YamlText.documents(file.text(), at).stream()
        .findFirst()
        .flatMap(
            node -> {
              try {
                return Optional.of(
                    CorrectionJson.read(YamlText.json(node), id, new CodePlace(file.path(), 1)));
              } catch (IllegalArgumentException e) {
                at.add(1, String.valueOf(e.getMessage()));
                return Optional.empty();
              }
            });
  }
}
