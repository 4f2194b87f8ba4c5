package dev.prunella.app.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tells a small project that is served of runs elsewhere, and asks what has come of it. */
abstract class TellsEvents {
  static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init") // made before each test
  SmallSite served;

  String token = "";

  @BeforeEach
  void serve() {
    var clock = Clock.systemUTC();
    served = SmallSite.open(SmallSite.init(folder, clock), clock, false, SmallSite.ROOMY);
    token = served.token("producer", "operator");
  }

  @AfterEach
  void stop() {
    served.close();
  }

  List<JsonNode> incidents() throws Exception {
    var incidents = new ArrayList<JsonNode>();
    get("/api/v1/incidents?limit=200").path("incidents").forEach(incidents::add);
    return incidents;
  }

  JsonNode get(String path) throws Exception {
    return JSON.readTree(served.get(path, "Authorization", "Bearer " + token).body());
  }

  HttpResponse<String> send(JsonNode event) throws Exception {
    return post("/api/v1/lineage", JSON.writeValueAsBytes(event));
  }

  HttpResponse<String> post(String path, byte[] body) throws Exception {
    return served.send(
        served
            .to(path)
            .headers("Authorization", "Bearer " + token, "Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body)));
  }
}
