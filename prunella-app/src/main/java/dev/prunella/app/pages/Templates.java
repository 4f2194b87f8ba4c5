package dev.prunella.app.pages;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/** The templates, compiled with the program. Thread-safe. */
final class Templates {
  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

  /** A page; a name that it needs and is not given is an error. */
  String render(String name, Map<String, Object> given) {
    var out = new StringOutput(16 << 10);
    engine.render(name + ".jte", given, out);
    return out.toString();
  }
}
