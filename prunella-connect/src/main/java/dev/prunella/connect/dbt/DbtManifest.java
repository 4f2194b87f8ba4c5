package dev.prunella.connect.dbt;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What dbt's {@code manifest.json} says about a project, as far as Prunella needs it: schema
 * versions 7 to 12, which are dbt 1.3 to 1.10. Unknown fields are passed over.
 *
 * @param version of the file's schema
 * @param adapter whose SQL the models are written in, such as {@code postgres}
 * @param project the project's name
 * @param macroCalls which macros each macro calls, as far as dbt can tell
 */
public record DbtManifest(
    int version,
    String dbtVersion,
    String adapter,
    String project,
    List<DbtModel> models,
    List<DbtSeed> seeds,
    List<DbtTest> tests,
    List<DbtSource> sources,
    List<DbtExposure> exposures,
    Map<String, Set<String>> macroCalls) {

  /** The oldest and the newest schema that is understood. */
  public static final int OLDEST = 7;

  public static final int NEWEST = 12;

  public DbtManifest {
    models = List.copyOf(models);
    seeds = List.copyOf(seeds);
    tests = List.copyOf(tests);
    sources = List.copyOf(sources);
    exposures = List.copyOf(exposures);
    macroCalls = Map.copyOf(macroCalls);
  }

  /**
   * Reads a manifest, node by node. The stream is not closed.
   *
   * @throws DbtException if it is none, is of another version, or is larger than a project can be
   */
  public static DbtManifest read(InputStream json) {
    return new ManifestReader().read(json);
  }

  /** The same from memory. */
  public static DbtManifest read(byte[] json) {
    return read(new ByteArrayInputStream(json));
  }
}
