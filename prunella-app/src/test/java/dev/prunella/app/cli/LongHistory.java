package dev.prunella.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives stories a shop with weeks of good days behind it, which is built once for all of them: each
 * story takes a day of its own, and finds all files as they were at first.
 */
final class LongHistory implements ParameterResolver {
  private static final int GOOD_DAYS = 63;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == HealShop.class;
  }

  @Override
  public HealShop resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(LongHistory.class))
        .getOrComputeIfAbsent(Shared.class, _ -> new Shared(), Shared.class)
        .shop
        .restore();
  }

  private static final class Shared implements AutoCloseable {
    final Path folder;
    final HealShop shop;

    Shared() {
      try {
        folder = Files.createTempDirectory("stories");
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      shop = HealShop.old(folder, GOOD_DAYS);
    }

    @Override
    public void close() throws IOException {
      List<Path> all;
      try (var files = Files.walk(folder)) {
        all = files.sorted(Comparator.reverseOrder()).toList();
      }
      for (var file : all) {
        Files.delete(file);
      }
    }
  }
}
