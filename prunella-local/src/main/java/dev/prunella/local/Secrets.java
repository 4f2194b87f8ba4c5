package dev.prunella.local;

import dev.prunella.local.secrets.EnvironmentSecrets;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.local.secrets.SecretFiles;
import dev.prunella.local.secrets.SecretSource;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads secret references, such as {@code secret:env/PGPASSWORD} or {@code secret:file/keys/db}, at
 * the moment of use, and remembers what it has revealed so that {@link #redaction} can mask it in
 * whatever leaves. Thread-safe.
 */
public final class Secrets {
  private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);
  private static final String PREFIX = "secret:";
  private static final Pattern REFERENCE =
      Pattern.compile("secret:([a-z][a-z0-9-]*)/(.+)", Pattern.DOTALL);
  private static final Pattern WELL_FORMED =
      Pattern.compile("secret:(env/" + EnvironmentSecrets.NAME + "|file/[^\\p{Cntrl}]+)");

  /** In a URL, a path ends where the next parameter begins. */
  private static final Pattern IN_URL =
      Pattern.compile("secret:(env/" + EnvironmentSecrets.NAME + "|file/[^&#\\s]+)");

  /** Beyond so many, nothing is warned of any more. */
  private static final int MOST_WARNINGS = 1_000;

  private final Map<String, SecretSource> sources;
  private final Redaction redaction;
  private final Consumer<String> warnings;

  /** Files are looked for from the current folder. */
  public Secrets(Map<String, String> environment) {
    this(environment, Path.of(""), new Redaction());
  }

  /**
   * Secrets of the environment and of files; warnings go to the log.
   *
   * @param folder the project's, from which paths of files start
   * @param redaction is told each secret that is revealed
   */
  public Secrets(Map<String, String> environment, Path folder, Redaction redaction) {
    this(builtIn(environment, folder, once(LOG::warn)), redaction, LOG::warn);
  }

  /**
   * Secrets of any sources, one for each kind.
   *
   * @param warnings is told, once each, what should be changed
   */
  public Secrets(List<SecretSource> sources, Redaction redaction, Consumer<String> warnings) {
    this.sources =
        sources.stream()
            .collect(Collectors.toUnmodifiableMap(SecretSource::kind, Function.identity()));
    this.redaction = redaction;
    this.warnings = once(warnings);
  }

  private static List<SecretSource> builtIn(
      Map<String, String> environment, Path folder, Consumer<String> warnings) {
    return List.of(new EnvironmentSecrets(environment), new SecretFiles(folder, warnings));
  }

  /** Secrets are read again and again; a warning is not. */
  private static Consumer<String> once(Consumer<String> warnings) {
    Set<String> told = ConcurrentHashMap.newKeySet();
    return warning -> {
      if (told.size() < MOST_WARNINGS && told.add(warning)) {
        warnings.accept(warning);
      }
    };
  }

  /** Whether a value is meant as a reference. */
  public static boolean isReference(String value) {
    return value.startsWith(PREFIX);
  }

  /** Whether a value is a reference to the environment or a file, which need no further set-up. */
  public static boolean isWellFormed(String value) {
    return WELL_FORMED.matcher(value).matches();
  }

  /** Masks all that has been revealed here. */
  public Redaction redaction() {
    return redaction;
  }

  /** The value itself, or what its reference stands for. */
  public String reveal(String value) {
    if (!isReference(value)) {
      return value;
    }
    var reference = REFERENCE.matcher(value);
    if (!reference.matches() || !sources.containsKey(reference.group(1))) {
      throw noReference(value, reference);
    }
    var secret = sources.get(reference.group(1)).reveal(reference.group(2));
    if (!redaction.remember(secret)) {
      warnings.accept(
          "what "
              + value
              + " stands for is "
              + (secret.isEmpty() ? "empty" : "too short to be masked in logs wherever it stands")
              + "; a secret has "
              + Redaction.SHORTEST
              + " characters or more");
    }
    return secret;
  }

  /** Whether what a reference stands for is there now; it is not revealed. */
  public boolean isThere(String value) {
    var reference = REFERENCE.matcher(value);
    return reference.matches()
        && sources.containsKey(reference.group(1))
        && sources.get(reference.group(1)).isThere(reference.group(2));
  }

  private LakeException noReference(String value, Matcher reference) {
    var near =
        reference.matches()
            ? DidYouMean.among(sources.keySet(), reference.group(1))
                .map(kind -> "; did you mean 'secret:" + kind + "/...'?")
            : Optional.<String>empty();
    var examples = sources.values().stream().map(SecretSource::example).sorted().toList();
    return new LakeException(
        Problem.BAD_REQUEST,
        "'"
            + value
            + "' is no secret reference"
            + near.orElse("; write " + String.join(" or ", examples)));
  }

  Map<String, String> reveal(Map<String, String> values) {
    var revealed = new TreeMap<String, String>();
    values.forEach((name, value) -> revealed.put(name, reveal(value)));
    return revealed;
  }

  /** References among a URL's parameters, revealed and encoded as a URL needs it. */
  public String revealInUrl(String url) {
    return IN_URL
        .matcher(url)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    URLEncoder.encode(reveal(found.group()), StandardCharsets.UTF_8)));
  }
}
