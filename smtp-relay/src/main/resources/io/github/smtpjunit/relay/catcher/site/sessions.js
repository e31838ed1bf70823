// The latest connections: what failed in them, why, and what was said.

import { get } from "./api.js";
import { byId, count, foreign, grouped, make, replace, say, show, time, zone } from "./dom.js";
import { explain, explainSilence } from "./explain.js";

const RECENT = 10 * 60 * 1000;
const LATEST = 3; // failures that the notice explains

const ENDINGS = {
  quit: "ended by QUIT",
  "client-gone": "the client closed it",
  "timed-out": "the client was silent for too long",
  refused: "the server closed it",
  fault: "a rule closed it",
  "tls-failed": "TLS failed",
  stopped: "the catcher was stopped",
};

let sessions = [];
let openId; // null if none is open
let shown = ""; // what stands in the pane of the open session
let rows = new Map();
let noticed = ""; // what the notice says

const isFailing = session => session.failedAttemptCount > 0 || ["timed-out", "tls-failed", "fault"].includes(session.ending);

export async function load() {
  sessions = (await get("/api/sessions?limit=200")).sessions;
  render();
  if (openId) {
    await loadOpen();
  }
}

function render() {
  const isFiltered = byId("only-failing").checked;
  const listed = sessions.filter(session => !isFiltered || isFailing(session));
  const failing = sessions.filter(isFailing).length;
  const before = rows;
  rows = new Map(listed.map(session => [String(session.id), row(session, before.get(String(session.id)))]));
  replace(byId("sessions"), [...rows.values()].map(each => each.element));
  byId("sessions-found").textContent = `${count(sessions.length, "connection")}, ${grouped(failing)} with failures`;
  byId("sessions-zone").textContent = listed.length === 0 ? "" : `Times in ${zone()}`;
  show(byId("sessions"), listed.length > 0);
  show(byId("no-sessions"), sessions.length === 0);
  show(byId("none-failing"), sessions.length > 0 && listed.length === 0);
  markOpen();
  say(byId("failing"), failing > 0 ? grouped(failing) : "");
  byId("failing").title = `${count(failing, "connection")} with failures`;
  notice();
}

// The notice above the mails: a mail that does not come has its reason here.
function notice() {
  const recent = sessions.filter(session => isFailing(session) && Date.now() - Date.parse(session.openedAt) < RECENT);
  show(byId("notice"), recent.length > 0 && !byId("mails-view").hidden);
  const text = `${count(recent.length, "connection")} failed in the last ten minutes: see why`;
  const latest = recent.slice(0, LATEST).map(session => ({ id: session.id, ...reason(session) }));
  const state = JSON.stringify([text, latest]);
  if (recent.length > 0 && noticed !== state) {
    noticed = state;
    byId("notice").firstElementChild.textContent = text;
    byId("latest-failures").replaceChildren(...latest.map(({ id, title, text, recipient }) => make("li", {},
      make("a", { href: `#/connections/${id}` },
        make("strong", {}, title, recipient ? ": " : "", recipient ? foreign(recipient) : null),
        make("span", { textContent: ` ${text}` })))));
  }
}

// Why a session has failed, in a title, a text with the remedy, and perhaps the recipient.
function reason(session) {
  const first = session.failedAttempts[0];
  return first === undefined
    ? { title: `This connection failed: ${ENDINGS[session.ending]}.`, text: "" }
    : { title: explain(first).title, text: explain(first).text, recipient: first.recipient };
}

function row(session, before) {
  const text = JSON.stringify(session);
  if (before?.text === text) {
    return before;
  }
  const isFocused = before?.element.contains(document.activeElement);
  const link = make("a", { href: `#/connections/${session.id}` },
    make("span", { className: "first" },
      foreign(session.helo || "(no name given)", { className: "sender" }),
      time(session.openedAt)),
    result(session),
    make("span", { className: "marks" },
      make("span", { className: "mark plain", textContent: `from ${session.remote}` }),
      make("span", { className: session.tlsProtocol ? "mark good" : "mark", textContent: session.tlsProtocol ?? "no TLS" }),
      session.user === null ? null : make("span", { className: "mark good" }, "AUTH ", foreign(session.user)),
      session.ending === null ? make("span", { className: "mark note", textContent: "open" }) : null));
  const element = make("li", { className: isFailing(session) ? "row failing" : "row" }, link);
  if (isFocused) {
    before.element.replaceWith(element);
    link.focus();
  }
  return { text, element, link };
}

// What became of it, in a line.
function result(session) {
  const first = session.failedAttempts[0];
  const mails = session.mailCount > 0 ? count(session.mailCount, "mail") + " accepted" : "";
  if (!isFailing(session)) {
    return make("span", { className: "subject" }, mails || explainSilence(session)?.[0] || "Nothing yet");
  }
  const failure = first === undefined ? ENDINGS[session.ending] : explain(first).title;
  const more = session.failedAttemptCount > 1 ? ` and ${grouped(session.failedAttemptCount - 1)} more` : "";
  return make("span", { className: "subject bad" },
    make("span", { className: "badge error", textContent: "failed" }),
    ` ${failure}`,
    first?.recipient ? make("span", {}, ": ", foreign(first.recipient)) : null,
    more,
    mails === "" ? null : `; ${mails}`);
}

function markOpen() {
  for (const [id, each] of rows) {
    each.element.classList.toggle("open", id === openId);
    if (id === openId) {
      each.link.setAttribute("aria-current", "true");
    } else {
      each.link.removeAttribute("aria-current");
    }
  }
}

export async function open(id) {
  if (id === openId) {
    return;
  }
  openId = id;
  shown = "";
  markOpen();
  if (id === null) {
    byId("session").replaceChildren(make("div", { className: "empty" },
      make("h2", { textContent: "No connection is open" }),
      make("p", { textContent: "Choose one from the list to read what failed, what it means, and what was said." })));
    return;
  }
  await loadOpen();
}

async function loadOpen() {
  const id = openId;
  let session;
  try {
    session = await get(`/api/sessions/${encodeURIComponent(id)}`);
  } catch (error) {
    if (error.status !== 404) {
      throw error;
    }
    byId("session").replaceChildren(make("div", { className: "empty" },
      make("h2", { textContent: "This connection is no longer known" }),
      make("p", {}, "Only the latest of this process are. ", make("a", { href: "#/connections", textContent: "Go to the list" }))));
    return;
  }
  const text = JSON.stringify(session);
  if (openId === id && text !== shown) {
    shown = text;
    byId("session").replaceChildren(...detail(session));
  }
}

function detail(session) {
  const silence = explainSilence(session);
  return [
    make("div", { className: "bar narrow-only" }, make("a", { className: "button", href: "#/connections", textContent: "Back" })),
    make("div", { className: "page" },
      make("h2", { textContent: `Connection ${session.id}` }),
      ...session.failedAttempts.map(failure),
      session.failedAttemptCount > session.failedAttempts.length
        ? make("p", { className: "hint", textContent: `${grouped(session.failedAttemptCount - session.failedAttempts.length)} more failures are not kept.` })
        : null,
      silence === null ? null : make("section", { className: "card note" },
        make("h3", { textContent: silence[0] }), make("p", { textContent: silence[1] })),
      facts(session),
      make("h3", { textContent: "Dialogue" }),
      make("p", { className: "hint", textContent: "Times in seconds since the connection. Passwords and tokens are masked." }),
      dialogue(session)),
  ];
}

function facts(session) {
  const fact = (name, ...value) => make("div", {}, make("dt", { textContent: name }), make("dd", {}, ...value));
  return make("dl", { className: "facts" },
    fact("Opened", time(session.openedAt), ` ${zone()}`),
    fact("Client", foreign(session.helo || "(no name given)"), ` from ${session.remote}`),
    fact("TLS", session.tlsProtocol === null ? "none" : `${session.tlsProtocol}, ${session.tlsCipher}`),
    fact("AUTH", session.user === null ? "none" : foreign(session.user)),
    fact("Mails accepted", grouped(session.mailCount)),
    session.leniencies.length === 0 ? null : fact("Let pass by --lenient", ...session.leniencies.map(each => make("div", { textContent: each }))),
    fact("Ending", session.ending === null ? "still open" : ENDINGS[session.ending] ?? session.ending));
}

function failure(attempt) {
  const { title, text, link } = explain(attempt);
  const said = (name, value) => (value ? make("div", {}, make("dt", { textContent: name }), make("dd", {}, make("code", {}, foreign(value)))) : null);
  return make("section", { className: "card failure" },
    make("h3", { textContent: title }),
    make("p", { textContent: text }),
    link ? make("p", {}, make("a", { href: link[0], textContent: link[1] })) : null,
    make("dl", { className: "facts" },
      said("Recipient", attempt.recipient),
      said("Sender", attempt.sender),
      said("Client said", attempt.line),
      said("Server replied", attempt.reply),
      said("Reason", beyondReply(attempt))));
}

// What the reason has beside the reply that stands before it.
const beyondReply = ({ reply, reason }) => (reply !== null && reason.startsWith(reply) ? reason.slice(reply.length).trim() : reason);

function dialogue(session) {
  if (session.dialogue.length === 0) {
    return make("p", { className: "hint", textContent: "Nothing was said." });
  }
  const who = { client: "Client", server: "Server", event: "Event" };
  const lines = session.dialogue.map(line => make("li", {
    className: line.from + (line.from === "server" && /^[45]\d\d/.test(line.text) ? " refused" : ""),
  },
  make("span", { className: "at", textContent: (line.millis / 1000).toFixed(3) }),
  make("span", { className: "who", textContent: who[line.from] + (line.pipelined ? ", without waiting" : "") }),
  make("code", {}, foreign(line.text))));
  if (session.omittedLines > 0) {
    lines.splice(Math.floor(lines.length / 2), 0, make("li", { className: "event" },
      make("span", { className: "at" }), make("span", { className: "who" }),
      make("span", { textContent: `${grouped(session.omittedLines)} lines are not kept` })));
  }
  return make("ol", { className: "dialogue" }, ...lines);
}

export function moveFocus(step) {
  const all = [...rows.values()];
  const i = all.findIndex(each => each.element.contains(document.activeElement));
  all[i < 0 ? 0 : Math.max(0, Math.min(all.length - 1, i + step))]?.link.focus();
}

export const showNotice = notice;

export function start() {
  byId("only-failing").addEventListener("change", render);
}
