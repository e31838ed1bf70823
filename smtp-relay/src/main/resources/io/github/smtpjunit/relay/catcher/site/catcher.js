// The page as a whole: which view is shown, when it asks for news, and what the keys do.

import { get, listen } from "./api.js";
import { byId, complain, make, say, show } from "./dom.js";
import * as list from "./list.js";
import * as mail from "./mail.js";
import * as release from "./release.js";
import * as rules from "./rules.js";
import * as sessions from "./sessions.js";

const VIEWS = ["mails", "connections", "rules"];
const LEAST_PAUSE = 200;

let view = "mails";
let isLoading = false;
let isStale = false;

// Asks for the news, one time after the other however many changes there are, and rests as long as that took.
async function refresh() {
  isStale = true;
  if (isLoading) {
    return;
  }
  isLoading = true;
  while (isStale) {
    isStale = false;
    const begin = performance.now();
    try {
      await Promise.all([list.load(), sessions.load(), rules.load()]);
      await mail.refresh();
    } catch (error) {
      if (error.status !== 0) {
        complain(error);
      }
    }
    await new Promise(resolve => setTimeout(resolve, Math.max(LEAST_PAUSE, performance.now() - begin)));
  }
  isLoading = false;
}

// Shows what the address names: #/mails, #/mails/000012, #/connections/7, #/rules.
async function route() {
  const [name, id = null] = location.hash.replace(/^#\//, "").split("/");
  view = VIEWS.includes(name) ? name : "mails";
  const wasOpen = document.body.classList.contains("has-open");
  const left = view === "mails" ? mail.current() : null;
  document.body.classList.toggle("has-open", id !== null);
  VIEWS.forEach(each => show(byId(`${each}-view`), each === view));
  document.querySelectorAll("[data-tab]").forEach(tab => {
    if (tab.dataset.tab === view) {
      tab.setAttribute("aria-current", "page");
    } else {
      tab.removeAttribute("aria-current");
    }
  });
  sessions.showNotice();
  const opened = view === "connections" ? sessions.open(id) : view === "mails" ? mail.open(id) : mail.open(null);
  moveFocus(id, wasOpen, left);
  try {
    await opened;
  } catch (error) {
    complain(error);
  }
}

// On a narrow screen the list and what is open take turns, and the focus goes along.
function moveFocus(id, wasOpen, left) {
  const pane = view === "mails" ? byId("reading") : byId("session");
  const isNarrow = !matchMedia("(min-width: 62rem)").matches;
  if (isNarrow && id !== null) {
    pane.classList.add("entered"); // it fills the screen: a ring around it says nothing
    pane.addEventListener("blur", () => pane.classList.remove("entered"), { once: true });
    pane.focus();
  } else if (id === null && wasOpen && left !== null) {
    list.focus(left);
  }
}

// Tells where to send mail to.
function showFirstSteps(info) {
  const isAny = host => ["0.0.0.0", "::", "0:0:0:0:0:0:0:0"].includes(host);
  const names = info.smtp.map(({ host }) => (isAny(host) ? location.hostname.replace(/^\[|]$/g, "") : host));
  const places = info.smtp.map(({ port, tls }, i) => make("li", {},
    "host ", make("code", { textContent: names[i] }), ", port ", make("code", { textContent: port }),
    `, ${{ starttls: "STARTTLS is offered", implicit: "TLS from the start", none: "without TLS" }[tls]}`));
  const host = names[0].includes(":") ? `[${names[0]}]` : names[0];
  byId("try").textContent = `curl smtp://${host}:${info.smtp[0].port} --mail-from me@example.org --mail-rcpt you@example.org -T mail.eml`;
  byId("places").replaceChildren(...places);
  byId("places-again").replaceChildren(...places.map(place => place.cloneNode(true)));
  release.start(info.release);
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  x: () => list.togglePick(list.focused() ?? mail.current()),
  u: () => mail.toggleUnread(),
  "#": remove,
  Delete: remove,
  "/": () => byId("query").focus(),
  Escape: back,
};

function step(by) {
  if (view === "connections") {
    sessions.moveFocus(by);
    return undefined;
  }
  if (mail.current() !== null) {
    return mail.step(by);
  }
  list.moveFocus(by);
  return undefined;
}

function remove() {
  if (list.hasPicked()) {
    return list.deletePicked();
  }
  const id = list.focused() ?? mail.current();
  return id === null ? undefined : mail.remove(id);
}

function back() {
  if (document.body.classList.contains("has-open")) {
    location.hash = `#/${view}`;
  }
}

function onKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) {
    return;
  }
  const isText = event.target.matches("input:not([type=checkbox]), select, textarea");
  if (isText) {
    if (event.key === "Escape" && event.target.value === "") {
      event.target.blur();
    }
    return;
  }
  const arrows = { ArrowDown: "j", ArrowUp: "k" };
  const key = event.target.closest(".rows") && arrows[event.key] ? arrows[event.key] : event.key;
  if (key === "?") {
    event.preventDefault();
    byId("help").showModal();
    return;
  }
  const action = view === "rules" || (view === "connections" && !["j", "k", "Escape"].includes(key)) ? undefined : KEYS[key];
  if (action !== undefined) {
    event.preventDefault();
    Promise.resolve(action()).catch(complain);
  }
}

list.start();
sessions.start();
rules.start();
addEventListener("hashchange", route);
addEventListener("keydown", onKey);
byId("help-button").addEventListener("click", () => byId("help").showModal());
byId("help-close").addEventListener("click", () => byId("help").close());
byId("previous").addEventListener("click", () => mail.step(-1).catch(complain));
byId("next").addEventListener("click", () => mail.step(1).catch(complain));
byId("release").addEventListener("click", () => release.open(mail.shown()));
byId("mark").addEventListener("click", () => mail.toggleUnread().catch(complain));
byId("delete").addEventListener("click", () => mail.remove(mail.current()).catch(complain));
route();
get("/api/info").then(showFirstSteps, complain);
listen(refresh, isLive => {
  byId("live").className = isLive ? "live on" : "live";
  say(byId("live"), isLive ? "Live" : "Reconnecting");
});
