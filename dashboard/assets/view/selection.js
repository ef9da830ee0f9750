/* The circle that keeps controls, address and selection equal, and the small things a page does by itself. */
(function () {
  "use strict";
  const MAP = JSON.parse(document.getElementById("site-map").textContent);
  const CONTROLS = MAP.controls;
  const RENEWS_OPTIONS = ["programme", "instrument", "from", "to"];
  const no = () => window.dash_clientside.no_update;

  let landedOn = null;
  let lastSearch = null;
  let begun = null;

  function written(selection) {
    const params = new URLSearchParams();
    for (const name of [...CONTROLS, "lang"]) {
      if (selection[name]) params.set(name, selection[name]);
    }
    return "?" + params.toString();
  }

  function address(page, selection) {
    /* A page about one thing is not on the map: it stays where it is. */
    return (MAP.paths[page] || window.location.pathname) + written(selection);
  }

  /* A kind is what the file ends in, for a CSV its separator, and whether it holds what is seen alone:
     csv_comma_seen. */
  function file(selection, kind) {
    const [suffix, ...about] = kind.split("_");
    const separator = about.find((one) => one !== "seen");
    const ending = (separator ? "&separator=" + separator : "") + (about.includes("seen") ? "&seen=yes" : "");
    const identity = selection.identity ? "&identity=" + selection.identity : "";
    return MAP.files[selection.page] + "." + suffix + written(selection) + ending + identity;
  }

  function read(search, landed) {
    const params = new URLSearchParams(search || "");
    /* Each programme has publications, and choices, of its own. */
    const other = params.has("programme") && params.get("programme") !== (landed || {}).programme;
    const found = other ? { page: landed.page, lang: landed.lang } : Object.assign({}, landed);
    for (const name of CONTROLS) {
      if (params.has(name)) found[name] = params.get(name);
      else if (MAP.ofTheTable.includes(name)) found[name] = "";
    }
    return found;
  }

  function changed(selection, values) {
    return CONTROLS.find((name, at) => values[at] != null && values[at] !== (selection[name] || ""));
  }

  function chosen(selection, values) {
    const name = changed(selection, values);
    if (name === undefined) return null;
    if (name === "programme") {
      return { page: selection.page, lang: selection.lang, programme: values[0] };
    }
    const wanted = Object.assign({}, selection);
    CONTROLS.forEach((one, at) => {
      if (values[at] != null) wanted[one] = values[at];
    });
    return wanted;
  }

  function key(selection) {
    const own = MAP.renews[selection.page] || [];
    return JSON.stringify([...RENEWS_OPTIONS, ...own].map((name) => selection[name] || ""));
  }

  function result(search, selection, previous, values) {
    lastSearch = search;
    const renew = key(selection) !== key(previous) ? selection : no();
    return [search, selection, renew, ...values];
  }

  function begin() {
    const page = document.querySelector(".page");
    if (page) document.title = page.dataset.title + " · Rejsespor";
    if (page && page.lang) document.documentElement.lang = page.lang;
    const opened = page && page.className + page.lang + window.location.hash;
    if (opened === begun) return;
    /* Once a page: to scroll to where one is, the browser has to lay the whole page out. */
    begun = opened;
    const open = document.querySelector(".pages .active");
    if (open) open.scrollIntoView({ block: "nearest", inline: "center" });
    if (window.location.hash) goTo(window.location.hash);
  }

  /* A link goes with the page it stands on, and focus with it: it lands on the page the link opens. */
  function arrive(link, patience) {
    const main = document.querySelector("main");
    if (link.isConnected || !main) {
      if (patience) requestAnimationFrame(() => arrive(link, patience - 1));
    } else if (document.activeElement === document.body) {
      main.focus({ preventScroll: true });
    }
  }

  /* So does whoever goes back to another page. */
  window.addEventListener("popstate", () => arrive(document.querySelector("main"), 600));

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    const way = link.getAttribute("href");
    if (!way.startsWith("#")) {
      arrive(link, 600);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    /* Followed as a link it would change the address, and the page would be laid anew under the reader. */
    event.preventDefault();
    if (!link.matches(".skip-link")) window.history.replaceState(window.history.state, "", way);
    goTo(way);
  });

  /* The reader, and the focus, go to a part of the page. */
  function goTo(hash) {
    const there = document.getElementById(hash.slice(1));
    if (there) there.focus();
  }

  /* Opens a page as the app's own links do, without loading it anew. */
  function open(address) {
    window.history.pushState({}, "", address);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.opens");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link.href);
  });

  /* Whoever chooses by arrow keys stays on the choice, which is laid anew with the page, more than once. */
  function stay(id, patience) {
    const choice = document.getElementById(id);
    if (choice && document.activeElement === document.body) choice.focus({ preventScroll: true });
    if (patience) requestAnimationFrame(() => stay(id, patience - 1));
  }

  document.addEventListener("change", (event) => {
    if (!event.target.matches("select.opens")) return;
    open(event.target.value);
    stay(event.target.id, 300);
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.rejsespor = {
    sync(search, ...rest) {
      const values = rest.slice(0, CONTROLS.length);
      const [selection, landed] = rest.slice(CONTROLS.length);
      const nothing = [no(), no(), no(), ...CONTROLS.map(no)];
      if (!selection || !landed) return nothing;
      if (landed !== landedOn) {
        landedOn = landed;
        lastSearch = search;
        begin();
        return nothing;
      }
      if (search !== lastSearch) {
        const wanted = read(search, landed);
        return result(search, wanted, selection, CONTROLS.map((name) => wanted[name] || ""));
      }
      const wanted = chosen(selection, values);
      return wanted ? result(written(wanted), wanted, selection, CONTROLS.map(no)) : nothing;
    },

    links(selection) {
      if (!selection) return [...Object.keys(MAP.paths), ...MAP.languages].map(no);
      begin();
      /* The address always says everything, so that a link shows the same tomorrow. */
      if (window.location.search !== written(selection)) {
        window.history.replaceState(window.history.state, "", written(selection) + window.location.hash);
      }
      return [
        ...Object.keys(MAP.paths).map((page) => address(page, selection)),
        ...MAP.languages.map((lang) => address(selection.page, Object.assign({}, selection, { lang }))),
      ];
    },

    files(selection) {
      const { outputs_list: outputs } = window.dash_clientside.callback_context;
      if (!selection) return outputs.map(no);
      return outputs.map(({ id }) => file(selection, id.slice(id.indexOf("-") + 1)));
    },

    table(clicks, selection, open) {
      const context = window.dash_clientside.callback_context;
      const pressed = context.triggered.some((one) => one.prop_id.endsWith("-table-button.n_clicks"));
      if (pressed) return [!open, String(!open), open ? no() : selection];
      return [no(), no(), open ? selection : no()];
    },

    /* What is chosen, as it reads: the names of all choices a page has a use for, in the page's order. */
    sentence(...given) {
      const count = given.length / 3;
      const { inputs_list: inputs } = window.dash_clientside.callback_context;
      const boxes = [...document.querySelectorAll(".bar-controls > .control")].map((box) => box.id);
      const names = given.slice(0, count).map((value, at) => {
        const chosen = (given[count + at] || []).find((option) => option.value === value);
        const name = chosen && !given[2 * count + at] ? chosen.label.trim() : "";
        return { name, place: boxes.indexOf(inputs[at].id + "-box") };
      });
      return names.filter((one) => one.name).sort((a, b) => a.place - b.place).map((one) => one.name).join(" · ");
    },

    unfold(clicks) {
      return String(clicks % 2 === 1);
    },

    choose(click) {
      const point = click && click.points && click.points[0];
      return point ? point.customdata : no();
    },
  };
})();
