package dev.prunella.app.pages;

import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Route;
import dev.prunella.app.serve.Route.Kind;
import dev.prunella.app.serve.Route.Method;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/** What pages load: the style, the scripts, the icon. All of it comes from this program. */
final class Assets {
  private static final String HTMX = "/META-INF/resources/webjars/htmx.org/2.0.4/dist/htmx.min.js";

  private Assets() {}

  static List<Route> routes() {
    return List.of(
        asset("/assets/prunella.css", "text/css; charset=utf-8", "/pages/prunella.css"),
        asset("/assets/prunella.js", "text/javascript; charset=utf-8", "/pages/prunella.js"),
        asset("/assets/htmx.js", "text/javascript; charset=utf-8", HTMX),
        asset("/assets/icon.svg", "image/svg+xml", "/pages/icon.svg"));
  }

  private static Route asset(String path, String type, String resource) {
    var bytes = bytes(resource);
    var sum = new CRC32();
    sum.update(bytes);
    var asset =
        new Answer.Asset(
            type,
            new String(bytes, StandardCharsets.UTF_8),
            "\"%08x-%d\"".formatted(sum.getValue(), bytes.length));
    return Route.open(Method.GET, path, Kind.API, "a file of the pages", _ -> asset);
  }

  private static byte[] bytes(String resource) {
    try (var in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its own file " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
