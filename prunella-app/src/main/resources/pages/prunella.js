// Has a page look again when something that it shows has changed, and a few keys. No page needs it.
"use strict";
(() => {
  const topics = document.body.dataset.live.split(" ").filter(Boolean);
  const dot = document.getElementById("live-dot");
  const word = document.getElementById("live-word");
  const news = document.getElementById("news");
  let waiting = 0;

  const say = (state, text) => {
    if (dot && dot.dataset.state !== state) {
      dot.dataset.state = state;
      word.textContent = text;
    }
  };

  // Whoever is writing must not lose what is written.
  const writing = () => {
    const live = document.getElementById("live");
    return [...live.querySelectorAll("input:not([type=hidden]), textarea")].some(
      (field) =>
        field === document.activeElement ||
        (field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue));
  };

  // Whoever is pressing must not miss what is pressed: a click is lost where its target goes in between.
  let pressing = false;
  addEventListener("pointerdown", () => (pressing = true), true);
  for (const end of ["pointerup", "pointercancel", "dragend"]) {
    addEventListener(end, () => setTimeout(() => (pressing = false), 0), true);
  }

  // A link that has the focus keeps it.
  const focused = () => {
    const link = document.activeElement?.closest?.("#live a[href]");
    return link ? `#live a[href="${CSS.escape(link.getAttribute("href"))}"]` : "";
  };

  // What a run's programs print is added as it comes, the last lines only; as text, whatever it is.
  let output;
  const follow = () => {
    output?.close();
    output = undefined;
    const box = document.querySelector("#output[data-stream]");
    if (!box || document.hidden || !window.EventSource) {
      return;
    }
    box.scrollTop = box.scrollHeight;
    const source = new EventSource(`${box.dataset.stream}?after=${box.dataset.after}`);
    source.addEventListener("lines", (event) => {
      const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 8;
      for (const line of JSON.parse(event.data)) {
        box.append(`${line.table}  ${line.text}\n`);
      }
      while (box.childNodes.length > 500) {
        box.firstChild.remove();
      }
      if (atEnd) {
        box.scrollTop = box.scrollHeight;
      }
    });
    source.addEventListener("end", () => source.close());
    output = source;
  };

  const refresh = () => {
    waiting = 0;
    if (writing()) {
      news.hidden = false;
      return;
    }
    news.hidden = true;
    fetch(location.pathname + location.search, { headers: { Accept: "text/html" } })
      .then((answer) => {
        if (!answer.ok || answer.redirected) {
          throw new Error("log in again");
        }
        return answer.text();
      })
      .then((text) => {
        if (pressing) {
          waiting = waiting || setTimeout(refresh, 250);
          return;
        }
        const kept = focused();
        const fresh = new DOMParser().parseFromString(text, "text/html");
        const open = [...document.querySelectorAll("#live details")].map((d) => d.open);
        for (const id of ["live", "nav"]) {
          document.getElementById(id).replaceWith(document.adoptNode(fresh.getElementById(id)));
        }
        [...document.querySelectorAll("#live details")].forEach((d, i) => (d.open = d.open || open[i]));
        if (kept) {
          document.querySelector(kept)?.focus({ preventScroll: true });
        }
        htmx.process(document.getElementById("live"));
        follow();
      })
      .catch((error) => say("off", error.message));
  };

  if (topics.length > 0 && window.EventSource) {
    let source;
    const heard = (event) => {
      if (event.type === "all" || event.data.split(" ").some((topic) => topics.includes(topic))) {
        // Much happens at once: look again once for all of it.
        waiting = waiting || setTimeout(refresh, 250);
      }
    };
    const listen = () => {
      source = new EventSource("/live");
      source.onopen = () => say("on", "live");
      source.onerror = () => say("off", source.readyState === 2 ? "not live" : "connecting");
      source.addEventListener("change", heard);
      source.addEventListener("all", heard);
    };
    // A browser has few connections to a server: a page that nobody sees takes none.
    document.addEventListener("visibilitychange", () => {
      source?.close();
      source = undefined;
      output?.close();
      if (!document.hidden) {
        listen();
        refresh();
      }
    });
    addEventListener("pagehide", () => {
      source?.close();
      output?.close();
    });
    if (!document.hidden) {
      listen();
      follow();
    }
  } else {
    say("still", "as loaded");
  }

  document.getElementById("news-show")?.addEventListener("click", () => location.reload());

  // Queries: Ctrl+Enter runs one; those before it stay at hand as long as the page does, and nowhere else.
  const query = document.getElementById("sql-form");
  if (query) {
    const most = 12;
    const field = query.elements.sql;
    const list = document.getElementById("sql-history");
    const kept = [];
    const offer = ({ sql, at }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sql.replace(/\s+/g, " ").slice(0, 80);
      button.title = `${sql}\n\non ${at}`;
      button.addEventListener("click", () => {
        field.value = sql;
        query.elements.at.value = at;
        field.focus();
      });
      return button;
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        query.requestSubmit();
      }
    });
    query.addEventListener("submit", () => {
      const asked = { sql: field.value.trim(), at: query.elements.at.value };
      const before = kept.findIndex((one) => one.sql === asked.sql && one.at === asked.at);
      if (before >= 0) {
        kept.splice(before, 1);
      }
      kept.unshift(asked);
      kept.length = Math.min(kept.length, most);
      list.replaceChildren(list.firstElementChild, ...kept.map(offer));
      list.hidden = false;
    });
  }

  // g and a letter goes to a part, as the letters under the names say.
  let going = false;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
      return;
    }
    if (going) {
      document.querySelector(`nav a[data-key="${CSS.escape(event.key)}"]`)?.click();
      going = false;
    } else if (event.key === "g") {
      going = true;
      setTimeout(() => (going = false), 1000);
    }
  });
})();
