// The latest connections: what failed in them, why, and what was said.

import { get } from "./api.js";
import { byId, count, foreign, grouped, make, prose, replace, say, show, time, zone } from "./dom.js";
import { asRule, explain, explainSilence } from "./explain.js";

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
  byId("sessions-found").replaceChildren(
    make("span", { className: "whole", textContent: `${count(sessions.length, "connection")},` }), " ",
    make("span", { className: "whole", textContent: `${grouped(failing)} with failures` }));
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
        make("span", {}, " ", ...prose(text))))));
  }
}

// Why a session has failed, in a title, a text with the remedy, and perhaps the recipient.
function reason(session) {
  const first = session.failedAttempts[0];
  if (first === undefined) {
    return { title: `This connection failed: ${ENDINGS[session.ending]}.`, text: "" };
  }
  const { title, text, choices = [] } = explain(first);
  return { title, text: [text, sentence(choices)].join(" "), recipient: first.recipient };
}

// The choices in a sentence, each of which begins with a verb: "Do this, or do that."
function sentence(choices) {
  const [first, ...others] = choices;
  return first === undefined ? "" : [first, ...others.map(each => each[0].toLowerCase() + each.slice(1))].join("; or ") + ".";
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
      make("span", { className: session.tlsProtocol ? "mark good" : "mark", textContent: session.tlsProtocol ?? (hasFailedTls(session) ? "TLS failed" : "no TLS") }),
      authMark(session),
      session.ending === null ? make("span", { className: "mark note", textContent: "open" }) : null));
  const element = make("li", { className: isFailing(session) ? "row failing" : "row" }, link);
  if (isFocused) {
    before.element.replaceWith(element);
    link.focus();
  }
  return { text, element, link };
}

function authMark(session) {
  if (session.user !== null) {
    return make("span", { className: "mark good" }, "AUTH ", foreign(session.user));
  }
  return refusedAuths(session) > 0 ? make("span", { className: "mark", textContent: "AUTH refused" }) : null;
}

// What became of it, in a line.
function result(session) {
  const first = session.failedAttempts[0];
  const mails = session.mailCount > 0 ? count(session.mailCount, "mail") + " accepted" : "";
  if (!isFailing(session)) {
    return make("span", { className: "subject" }, mails || explainSilence(session)?.title || "Nothing yet");
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
      ...alike(session).map(failure),
      session.failedAttemptCount > session.failedAttempts.length
        ? make("p", { className: "hint", textContent: `${grouped(session.failedAttemptCount - session.failedAttempts.length)} more failures are not kept.` })
        : null,
      silence === null ? null : make("section", { className: "card note" },
        make("h3", { textContent: silence.title }), ...explanation(silence)),
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
    fact("TLS", session.tlsProtocol === null ? (hasFailedTls(session) ? "failed" : "none") : `${session.tlsProtocol}, ${session.tlsCipher}`),
    fact("AUTH", session.user === null ? auth(session) : foreign(session.user)),
    fact("Mails accepted", grouped(session.mailCount)),
    session.leniencies.length === 0 ? null : fact("Let pass by --lenient", ...session.leniencies.map(each => make("div", { textContent: each }))),
    fact("Ending", session.ending === null ? "still open" : ENDINGS[session.ending] ?? session.ending));
}

const hasFailedTls = session => session.ending === "tls-failed" || session.failedAttempts.some(attempt => attempt.phase === "tls-handshake");

const refusedAuths = session => session.failedAttempts.filter(attempt => attempt.phase === "auth" && attempt.reply !== null).length;

// What became of AUTH in a session without a user.
function auth(session) {
  const refused = refusedAuths(session);
  return refused === 0 ? "none" : refused === 1 ? "refused" : `refused (${grouped(refused)} times)`;
}

// The failures of a session. Those with the same explanation and the same reply are together.
function alike(session) {
  const groups = new Map();
  mechanisms(session).forEach(attempt => {
    const key = JSON.stringify([explain(attempt).title, attempt.reply]);
    groups.set(key, [...groups.get(key) ?? [], attempt]);
  });
  return [...groups.values()];
}

// The failures, those of AUTH with the mechanism that the client named before the refusal in the dialogue.
function mechanisms(session) {
  let at = 0;
  return session.failedAttempts.map(attempt => {
    const end = attempt.phase !== "auth" || attempt.reply === null ? -1
      : session.dialogue.findIndex((line, i) => i >= at && line.from === "server" && line.text === attempt.reply);
    if (end < 0) {
      return attempt;
    }
    const asked = session.dialogue.slice(at, end).reverse().find(line => line.from === "client" && /^AUTH [\w-]+/i.test(line.text));
    at = end + 1;
    return { ...attempt, mechanism: asked?.text.match(/^AUTH [\w-]+/i)[0].toUpperCase() };
  });
}

const explanation = ({ text, choices = [] }) => [
  make("p", {}, ...prose(text)),
  choices.length === 0 ? null : make("ul", { className: "choices", "aria-label": "Remedies" }, ...choices.map(each => make("li", {}, ...prose(each)))),
].filter(each => each !== null);

// One failure, or several that are alike.
function failure(attempts) {
  const { title, text, choices, link } = explain(attempts[0]);
  const said = (name, values) => (values.length === 0 ? null
    : make("div", {}, make("dt", { textContent: name }), make("dd", {}, ...values.map(value => make("div", {}, value)))));
  const code = value => make("code", {}, foreign(value));
  const each = value => [...new Set(attempts.map(value))].filter(Boolean).map(code);
  return make("section", { className: "card failure" },
    make("h3", {}, title, " ", attempts.length > 1 ? make("span", { className: "badge error", textContent: `${grouped(attempts.length)} times` }) : null),
    ...explanation({ text, choices }),
    link ? make("p", {}, make("a", { href: link[0], textContent: link[1] })) : null,
    make("dl", { className: "facts" },
      said("Recipient", each(attempt => attempt.recipient)),
      said("Sender", each(attempt => attempt.sender)),
      said("Client said", attempts.filter(attempt => attempt.line).map(line)),
      said("Server replied", each(attempt => attempt.reply)),
      said("Reason", each(beyondReply))));
}

// What the client said; of a masked answer also what it belongs to.
const line = ({ line: text, mechanism }) => make("span", {}, make("code", {}, foreign(text)),
  mechanism && !text.toUpperCase().startsWith("AUTH ") ? ` in ${mechanism}` : null);

// What the reason has beside the reply that stands before it.
const beyondReply = ({ reply, reason }) =>
  asRule(reply !== null && reason.startsWith(reply) ? reason.slice(reply.length).trim() : reason);

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
  make("code", {}, foreign(line.from === "event" ? asRule(line.text) : line.text))));
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
