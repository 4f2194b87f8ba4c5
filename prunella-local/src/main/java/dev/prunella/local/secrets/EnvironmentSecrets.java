package dev.prunella.local.secrets;

import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.util.Map;
import java.util.regex.Pattern;

/** Secrets in environment variables: {@code secret:env/PGPASSWORD}. */
public final class EnvironmentSecrets implements SecretSource {
  /** What a shell can set. */
  public static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

  private static final Pattern WHOLE_NAME = Pattern.compile(NAME);

  private final Map<String, String> environment;

  public EnvironmentSecrets(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public String kind() {
    return "env";
  }

  @Override
  public String example() {
    return "secret:env/NAME";
  }

  @Override
  public String reveal(String name) {
    if (!WHOLE_NAME.matcher(name).matches()) {
      throw new LakeException(
          Problem.BAD_REQUEST,
          "'secret:env/" + name + "' is no secret reference; write " + example());
    }
    var secret = environment.get(name);
    if (secret == null) {
      var near = DidYouMean.among(environment.keySet(), name);
      throw new LakeException(
          Problem.BAD_REQUEST,
          "'secret:env/"
              + name
              + "' names an environment variable that is not set"
              + near.map(n -> "; did you mean '" + n + "'?").orElse(""));
    }
    return secret;
  }

  @Override
  public boolean isThere(String name) {
    return !environment.getOrDefault(name, "").isEmpty();
  }
}
