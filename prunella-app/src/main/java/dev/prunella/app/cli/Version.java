package dev.prunella.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/**
 * What {@code prunella --version} says. Maven writes the number into a resource of this package.
 */
final class Version implements IVersionProvider {

  private static final String RESOURCE = "version.properties";

  @Override
  public String[] getVersion() {
    return new String[] {"prunella " + number()};
  }

  static String number() {
    var properties = new Properties();
    try (var in = Objects.requireNonNull(Version.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCE + " of prunella-app", e);
    }
    return Objects.requireNonNull(properties.getProperty("version"), "version");
  }
}
