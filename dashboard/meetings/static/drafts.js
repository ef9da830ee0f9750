// What is typed stays in this browser until the server has it. Without this script the forms still work.
"use strict";

(() => {
  const words = (name) => document.documentElement.dataset[name] || "";
  // What one person typed is not shown to the next at this computer.
  const PREFIX = `rejsespor-draft:${words("person") && words("person") + ":"}`;
  // What is asked anew each time, as a yes is, is no draft.
  const isDraft = (field) => field.name && field.type !== "hidden" && field.name !== "role" && !("anew" in field.dataset);
  const fields = (form) => [...form.elements].filter(isDraft);

  const store = {
    read: (key) => { try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; } },
    keep: (key, typed) => { try { localStorage.setItem(PREFIX + key, JSON.stringify(typed)); } catch { /* It still sends. */ } },
    drop: (key) => { try { localStorage.removeItem(PREFIX + key); } catch { /* None was. */ } },
  };

  const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
  const nameOf = (field) => field.name + (isTicked(field) ? "=" + field.value : "");
  const valueOf = (field) => (isTicked(field) ? field.checked : field.value);
  const typed = (form) => Object.fromEntries(fields(form).map((field) => [nameOf(field), valueOf(field)]));

  function put(form, draft) {
    for (const field of fields(form).filter((one) => nameOf(one) in draft)) {
      field[isTicked(field) ? "checked" : "value"] = draft[nameOf(field)];
    }
  }

  // A draft knows the version it was typed over: what somebody else wrote since is met, not overwritten.
  const version = (form) => form.elements.version;
  const kept = (form) => ({ typed: typed(form), version: version(form)?.value });

  function restore(form) {
    const key = form.dataset.draft, found = store.read(key), draft = found?.typed, sent = kept(form);
    if (!draft || Object.keys(draft).every((name) => draft[name] === sent.typed[name])) return store.drop(key);
    put(form, draft);
    if (version(form)) version(form).value = found.version;
    form.closest("details")?.setAttribute("open", "");
    const notice = document.createElement("p");
    notice.className = "restored";
    notice.setAttribute("role", "status");
    const away = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: words("forget") });
    away.addEventListener("click", () => { store.drop(key); put(form, sent.typed); if (version(form)) version(form).value = sent.version; notice.remove(); });
    notice.append(words("restored") + " ", away);
    form.prepend(notice);
  }

  function say(form, text, trouble) {
    const line = form.querySelector(".sent");
    if (line) { line.textContent = text; line.classList.toggle("trouble", Boolean(trouble)); }
  }

  // To lead to a place on this very page would load nothing.
  function lead(address, place) {
    if (address !== location.href.split("#")[0]) return location.assign(address + place);
    history.replaceState(null, "", address + place);
    history.scrollRestoration = "manual";
    location.reload();
  }

  // The answer's page takes the place of this one.
  async function take(form, response) {
    if (response.ok || response.redirected) store.drop(form.dataset.draft);
    const place = form.dataset.place ?? form.closest("section[id]")?.id;
    if (response.redirected) return lead(response.url, place ? "#" + place : "");
    const text = await response.text();
    const answer = new DOMParser().parseFromString(text, "text/html");
    document.body.replaceWith(answer.body);
    history.replaceState(null, "", form.action);
    start();
    const wrong = document.querySelector("[aria-invalid]");
    (wrong?.querySelector("input") ?? wrong ?? document.getElementById("main"))?.focus();
  }

  async function send(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || !form.dataset.draft) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    say(form, words("sending"));
    try {
      const response = await fetch(form.action, { method: "POST", body });
      if (response.status >= 500) throw new Error(String(response.status));
      await take(form, response);
    } catch {
      say(form, words("unsent"), true);
    }
  }

  function start() {
    // Where the pages do not fit in a row they scroll, and the one that is open is in view.
    document.querySelector(".pages .active")?.scrollIntoView({ block: "nearest", inline: "center" });
    document.querySelectorAll("form[data-draft]").forEach(restore);
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.dataset.draft) store.keep(form.dataset.draft, kept(form));
  });
  document.addEventListener("submit", send);
  start();
  document.getElementById(location.hash.slice(1))?.focus();
})();
