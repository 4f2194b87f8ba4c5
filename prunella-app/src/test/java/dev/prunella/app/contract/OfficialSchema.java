package dev.prunella.app.contract;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The standard's own schema, where it lies beside the repository; tests that need it skip else. */
final class OfficialSchema {
  private static final Path STANDARDS =
      Path.of(System.getProperty("prunella.root"), "..", "shared", "data", "standards", "odcs");

  private OfficialSchema() {}

  static Path folder() {
    Assumptions.assumeTrue(
        Files.isDirectory(STANDARDS), "the standard's schema is not on this machine");
    return STANDARDS;
  }

  /** What the standard has against a contract. */
  static List<String> problems(String yaml) {
    try {
      var text = Files.readString(folder().resolve("odcs-json-schema-v3.1.0.json"));
      Schema schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2019_09).getSchema(text);
      return schema.validate(yaml, InputFormat.YAML).stream().map(Object::toString).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
