// The rules by which the server fails on purpose, while it runs.

import { change, get } from "./api.js";
import { ask, byId, complain, count, foreign, grouped, make, say, show } from "./dom.js";

// Each phase in words, and what its pattern is about.
const PHASES = [
  ["rcpt", "RCPT: a recipient", "recipient"],
  ["end-of-data", "the end of the content", "recipient"],
  ["mail", "MAIL: the sender", "sender"],
  ["data", "DATA", "recipient"],
  ["body", "while the content is sent", null],
  ["bdat", "BDAT: a chunk", "recipient"],
  ["auth", "AUTH", "user"],
  ["ehlo", "EHLO or HELO", "client's name"],
  ["starttls", "STARTTLS", null],
  ["tls-handshake", "the TLS handshake", null],
  ["connect", "the greeting", null],
  ["rset", "RSET", null],
  ["noop", "NOOP", null],
  ["vrfy", "VRFY", null],
  ["quit", "QUIT", null],
];

const anywhere = () => true;
const atEndOfData = phase => phase === "end-of-data";

// What happens: the text of the rule, words for it, what it needs beside with an example of that, and the phases that can have it.
const ACTIONS = [
  ["", "a reply", ["Reply", "451 4.2.0 Try later"], phase => !["body", "tls-handshake"].includes(phase)],
  ["close", "close the connection", null, anywhere],
  ["reset", "reset the connection", null, anywhere],
  ["half-close", "close one direction", null, anywhere],
  ["close-after-reply", "reply, then close", null, phase => !["body", "tls-handshake"].includes(phase)],
  ["hang", "hang: no reply at all", null, anywhere],
  ["ignore", "ignore the command", null, phase => !["connect", "tls-handshake", "body", "end-of-data", "bdat"].includes(phase)],
  ["store-and-close", "keep the mail, then close without a reply", null, atEndOfData],
  ["lose", "accept the mail and lose it", null, atEndOfData],
  ["twice", "keep the mail twice", null, atEndOfData],
  ["bounce ", "accept, then send a bounce", ["Reply in the bounce", "550 5.1.1 No such user"], atEndOfData],
  ["hide ", "hide an extension", ["Extension", "STARTTLS"], phase => phase === "ehlo"],
];

const EXAMPLES = [
  ["Refuse a recipient", "rcpt:nobody@*=550 5.1.1 No such user"],
  ["Refuse twice, then accept", "rcpt:* 2 times=451 4.2.0 Try later"],
  ["Keep the mail, lose the reply", "end-of-data once=store-and-close"],
  ["Offer no STARTTLS", "ehlo=hide STARTTLS"],
  ["Do not answer", "end-of-data=hang"],
];

let shown = "";

export async function load() {
  const { rules } = await get("/api/rules");
  say(byId("in-force"), rules.length > 0 ? grouped(rules.length) : "");
  byId("in-force").title = `${count(rules.length, "rule")} in force`;
  const text = JSON.stringify(rules);
  if (text === shown) {
    return;
  }
  shown = text;
  byId("rules").replaceChildren(...rules.map(card));
  show(byId("rules"), rules.length > 0);
  show(byId("no-rules"), rules.length === 0);
  show(byId("remove-rules"), rules.length > 1);
}

function card(rule) {
  const remove = make("button", { type: "button", className: "danger", textContent: "Remove", "aria-label": `Remove the rule ${rule.rule}` });
  remove.addEventListener("click", async () => {
    try {
      await change("DELETE", `/api/rules/${rule.id}`);
      await load();
      (byId("rules").querySelector("button") ?? byId("rule-text")).focus();
    } catch (error) {
      complain(error);
    }
  });
  return make("li", {},
    make("code", {}, foreign(rule.rule)),
    make("span", { className: rule.hits > 0 ? "mark note" : "mark", textContent: count(rule.hits, "hit") }),
    remove);
}

// Writes the rule that the fields describe.
function compose() {
  const [phase, , subject] = PHASES[byId("phase").selectedIndex];
  offerActions(phase);
  const [action, , beside] = ACTIONS.find(([name]) => name === byId("what").value);
  const often = byId("often").value;
  show(byId("pattern-label"), subject !== null);
  byId("pattern").placeholder = `any ${subject}, or ada${["recipient", "sender"].includes(subject) ? "@*" : "*"}`;
  show(byId("times-label"), often === "times");
  show(byId("reply-label"), beside !== null);
  byId("reply-name").textContent = beside?.[0] ?? "";
  const pattern = subject === null ? "" : byId("pattern").value.trim();
  const after = byId("after").valueAsNumber;
  const words = [
    phase + (pattern === "" ? "" : `:${pattern}`),
    after > 0 ? `after ${after}` : "",
    often === "times" ? `${byId("times").value} times` : often,
  ].filter(word => word !== "").join(" ");
  write(`${words}=${action}${beside === null ? "" : byId("reply").value.trim()}`);
}

// Offers what can happen in a phase.
function offerActions(phase) {
  const wanted = ACTIONS.filter(([, , , fits]) => fits(phase));
  const chosen = byId("what").value;
  byId("what").replaceChildren(...wanted.map(([name, words]) =>
    make("option", { value: name, textContent: words, selected: name === chosen })));
  if (byId("what").value !== chosen) {
    suggestReply();
  }
}

function suggestReply() {
  const beside = ACTIONS.find(([name]) => name === byId("what").value)[2];
  byId("reply").value = beside === null ? "" : beside[1];
}

function write(text) {
  byId("rule-text").value = text;
  say(byId("rule-error"), "");
}

async function add() {
  const input = byId("rule-text");
  try {
    await change("POST", "/api/rules", { rule: input.value });
    say(byId("rule-error"), "");
    await load();
  } catch (error) {
    say(byId("rule-error"), error.message);
    input.focus();
  }
}

async function removeAll() {
  if (await ask("Remove all rules?", "The server then accepts what it can.", "Remove all")) {
    await change("DELETE", "/api/rules");
    await load();
  }
}

export function start() {
  byId("phase").append(...PHASES.map(([name, words]) => make("option", { value: name, textContent: words })));
  byId("examples").append(...EXAMPLES.map(([words, text]) => {
    const button = make("button", { type: "button", textContent: words, title: text });
    button.addEventListener("click", () => {
      write(text);
      byId("rule-text").focus();
    });
    return button;
  }));
  byId("rule").querySelector(".fields").addEventListener("input", event => {
    if (event.target === byId("what")) {
      suggestReply();
    }
    compose();
  });
  byId("rule").addEventListener("submit", event => {
    event.preventDefault();
    add();
  });
  byId("remove-rules").addEventListener("click", () => removeAll().catch(complain));
  compose();
}
