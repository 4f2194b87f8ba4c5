package dev.prunella.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.incident.Place.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacesTest {

  private static List<Place> places(String text) {
    return Places.in(Salient.of(text), text);
  }

  @Test
  void columnsAndTablesAreNamed() {
    assertThat(places("ERROR:  column \"rider_type\" of relation \"trips\" does not exist"))
        .contains(new Place(Kind.COLUMN, "rider_type"), new Place(Kind.TABLE, "trips"));
    assertThat(places("Catalog Error: Table with name trips_2024 does not exist!"))
        .contains(new Place(Kind.TABLE, "trips_2024"));
    assertThat(places("psycopg2.errors.UndefinedColumn: column \"cust_id\" does not exist"))
        .contains(new Place(Kind.COLUMN, "cust_id"))
        .doesNotContain(new Place(Kind.COLUMN, "column"));
    assertThat(places("KeyError: 'amount_eur'")).contains(new Place(Kind.COLUMN, "amount_eur"));
  }

  @Test
  void theUsersOwnLastFrameIsBlamedAndNotTheLibrary() {
    assertThat(
            places(
                """
                Traceback (most recent call last):
                  File "/srv/jobs/load.py", line 3, in <module>
                    x()
                  File "/usr/lib/python3/dist-packages/pandas/core/frame.py", line 3807, in f
                    raise KeyError(key)
                KeyError: 'a'
                """))
        .contains(new Place(Kind.LINE, "/srv/jobs/load.py:3"))
        .noneMatch(p -> p.name().contains("pandas"));
  }

  @Test
  void keysModulesAndModelsAreNamed() {
    assertThat(places("DETAIL:  Key (order_id)=(99) is not present in table \"orders\"."))
        .contains(new Place(Kind.KEY, "order_id"), new Place(Kind.TABLE, "orders"));
    assertThat(places("ModuleNotFoundError: No module named 'pyarrow'"))
        .contains(new Place(Kind.MODULE, "pyarrow"));
    assertThat(places("Database Error in model fct_trips (models/marts/fct_trips.sql)"))
        .contains(
            new Place(Kind.NODE, "fct_trips"), new Place(Kind.LINE, "models/marts/fct_trips.sql"));
  }

  @Test
  void hintsAreNotBlamed() {
    assertThat(places("HINT:  Perhaps you meant to reference the column \"r.rate\".")).isEmpty();
  }
}
