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

// What happens: the text of the rule, words for it, and what it needs beside.
const ACTIONS = [
  ["", "a reply", "Reply"],
  ["close", "close the connection", null],
  ["reset", "reset the connection", null],
  ["half-close", "close one direction", null],
  ["close-after-reply", "reply, then close", null],
  ["hang", "hang: no reply at all", null],
  ["ignore", "ignore the command", null],
  ["store-and-close", "keep the mail, then close without a reply", null],
  ["lose", "accept the mail and lose it", null],
  ["twice", "keep the mail twice", null],
  ["bounce ", "accept, then a bounce with a reply", "Reply in the bounce"],
  ["hide ", "hide an extension in EHLO", "Extension, such as STARTTLS"],
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
  const phase = PHASES[byId("phase").selectedIndex];
  const action = ACTIONS[byId("what").selectedIndex];
  const often = byId("often").value;
  show(byId("pattern-label"), phase[2] !== null);
  byId("pattern").placeholder = `any ${phase[2]}, or ${["recipient", "sender"].includes(phase[2]) ? "ada@*" : "ada*"}`;
  show(byId("times-label"), often === "times");
  show(byId("reply-label"), action[2] !== null);
  byId("reply-name").textContent = action[2] ?? "";
  const pattern = phase[2] === null ? "" : byId("pattern").value.trim();
  const after = byId("after").valueAsNumber;
  const words = [
    phase[0] + (pattern === "" ? "" : `:${pattern}`),
    after > 0 ? `after ${after}` : "",
    often === "times" ? `${byId("times").value} times` : often,
  ].filter(word => word !== "").join(" ");
  write(`${words}=${action[0]}${action[2] === null ? "" : byId("reply").value.trim()}`);
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
  byId("what").append(...ACTIONS.map(([name, words]) => make("option", { value: name, textContent: words })));
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
      byId("reply").value = byId("what").value === "hide " ? "STARTTLS" : "451 4.2.0 Try later";
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
