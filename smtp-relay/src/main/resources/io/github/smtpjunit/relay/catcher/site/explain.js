// What failed, in words: what it means, and the remedies, of which one is enough. Between backticks is code.

// How the server names a rule in what it records.
const FAULT = /(^|\(|by )fault /;

// The same in the word of this page.
export const asRule = text => text.replace(FAULT, "$1rule ");

const TRUST = [
  "Add the certificate to the client's trust store",
  "Start the catcher with `--tls-cert` and `--tls-key`, and a certificate that the client trusts",
  "Start the catcher with `--no-starttls`, if the client may do without TLS",
];

const RULES = [
  {
    when: attempt => FAULT.test(attempt.reason),
    title: "A rule refused this on purpose",
    text: "A rule of this catcher did it. Remove the rule when you no longer need it.",
    link: ["#/rules", "Go to the rules"],
  },
  {
    when: attempt => attempt.phase === "tls-handshake" && /timed out|timeout/i.test(attempt.reason),
    title: "The TLS handshake took too long",
    text: "The client reached a point where TLS begins, and fell silent. Probably it speaks clear text at a port that begins with TLS.",
    choices: ["Set the client to SSL/TLS", "Give it the port that begins in clear text, with or without STARTTLS"],
  },
  {
    when: attempt => attempt.phase === "tls-handshake" && /unrecognized ssl message|plaintext/i.test(attempt.reason),
    title: "Clear text at a port of TLS",
    text: "This port begins with TLS (SMTPS), and the client speaks clear text.",
    choices: ["Set the client to SSL/TLS", "Give it the port that offers STARTTLS"],
  },
  {
    when: attempt => attempt.phase === "tls-handshake" && /cipher suites in common|protocol_version|supported_versions|protocol version/i.test(attempt.reason),
    title: "No common version or cipher of TLS",
    text: "Client and server have no version or cipher of TLS in common. Let the client speak TLS 1.2 or 1.3.",
  },
  {
    when: attempt => attempt.phase === "tls-handshake" && /certificate|unknown_ca|access_denied/i.test(attempt.reason),
    title: "The client did not trust the server's certificate",
    text: "The client gave up in the TLS handshake, before any mail. It does not know the certificate, or expects another host name in it. Without `--tls-cert`, the catcher makes its own certificate when it starts.",
    choices: TRUST,
  },
  {
    when: attempt => attempt.phase === "tls-handshake",
    title: "The client probably did not trust the server's certificate",
    text: "The client gave up in the TLS handshake, before any mail. Its own log tells why. Probably it does not know the certificate, or expects another host name in it. Without `--tls-cert`, the catcher makes its own certificate when it starts.",
    choices: TRUST,
  },
  {
    when: attempt => replyOf(attempt).includes("speaks clear text"),
    title: "TLS at a port of clear text",
    text: "The client began with TLS at once, and this port begins in clear text.",
    choices: ["Set the client to STARTTLS or to no encryption", "Give it the port of `--listen-tls`"],
  },
  {
    when: attempt => replyOf(attempt).includes("not HTTP"),
    title: "This was HTTP, and no mail program",
    text: "A browser or a health check asked the port of SMTP. This page has its own port; `/health` answers health checks there.",
  },
  {
    when: attempt => code(attempt) === "535",
    title: "Wrong user or password",
    text: "The server does not know this user with this password.",
    choices: [
      "Set the client to the user and the password that the catcher was started with",
      "Start the catcher with `--user NAME:PASSWORD`, the user and the password of the client",
      "Start the catcher with `--accept-any-auth`: it accepts each user and password",
    ],
  },
  {
    when: attempt => code(attempt) === "538",
    title: "AUTH without TLS",
    text: "The server accepts this kind of AUTH under TLS only.",
    choices: ["Set the client to STARTTLS", "Start the catcher with `--allow-plain-auth` or `--accept-any-auth`"],
  },
  {
    when: attempt => code(attempt) === "530" && /starttls/i.test(replyOf(attempt)),
    title: "TLS is required first",
    text: "The client sent mail without STARTTLS.",
    choices: ["Set the client to STARTTLS", "Start the catcher without `--require-tls`"],
  },
  {
    when: attempt => code(attempt) === "530",
    title: "AUTH is required first",
    text: "The client sent mail without AUTH.",
    choices: ["Give the client a user and a password", "Start the catcher without `--require-auth`"],
  },
  {
    when: attempt => attempt.phase === "auth" && ["500", "502", "503", "504"].includes(code(attempt)),
    title: "AUTH, or this kind of it, is not offered here",
    text: "The client began to authenticate in a way that this server does not offer.",
    choices: ["Start the catcher with `--accept-any-auth`", "Start the catcher with `--user NAME:PASSWORD`; for clients without TLS with `--allow-plain-auth` too"],
  },
  {
    when: attempt => attempt.reply === null && attempt.phase === "auth",
    title: "The client broke AUTH off",
    text: "It began to authenticate and left before the end. Its own log tells why.",
  },
  {
    when: attempt => attempt.reply === null && /time|silent|slow/i.test(attempt.reason),
    title: "The client was silent for too long",
    text: "The server waited, and closed the connection. Does the client wait for something, or hang? `--idle-timeout` is the time that it has.",
  },
  {
    when: attempt => attempt.reply === null,
    title: "The client left in the middle of a mail",
    text: "It closed the connection before the mail was complete. Its own log tells why: a time-out, an error, or the end of its process.",
  },
  {
    when: attempt => attempt.phase === "rcpt" && code(attempt).startsWith("5") && !["500", "501", "503", "555"].includes(code(attempt)),
    title: "A recipient was refused",
    text: "The mail does not reach this recipient. The server's reply says why.",
  },
  {
    when: attempt => /5\.3\.4|4\.3\.1|size|too (large|big)/i.test(replyOf(attempt)) && ["552", "452"].includes(code(attempt)),
    title: "The mail is too large",
    text: "It is larger than the server accepts.",
    choices: ["Send less", "Start the catcher with a larger `--max-message-size`"],
  },
  {
    when: attempt => ["500", "501", "502", "503", "504", "553", "555"].includes(code(attempt)),
    title: "The server did not understand, or not at this point",
    text: "The command is not valid SMTP, or comes out of order. The reply says what is wrong with it; most often it is an address. Start the catcher with `--lenient` if the client cannot be mended.",
  },
  {
    when: attempt => code(attempt).startsWith("4"),
    title: "Refused for now",
    text: "The server asked the client to try again later. A client with a queue does; others report an error.",
  },
  {
    when: () => true,
    title: "Refused",
    text: "The server refused this for good. Its reply says why.",
  },
];

const replyOf = attempt => attempt.reply ?? "";

const code = attempt => replyOf(attempt).slice(0, 3);

// Returns title, text and perhaps choices and a link for what failed.
export const explain = attempt => RULES.find(rule => rule.when(attempt));

// Returns title, text and perhaps choices for a session that has no mail although nothing failed; null for others.
export function explainSilence(session) {
  if (session.mailCount > 0 || session.failedAttemptCount > 0 || session.ending === null) {
    return null;
  }
  if (session.commands.includes("MAIL")) {
    return { title: "A mail was begun and given up", text: "The client sent RSET or QUIT before the content. Its own log tells why." };
  }
  if (session.commands.length === 0) {
    return { title: "Nothing was said", text: "Something opened the port and closed it. Probably it was a port check, or a client that waits for TLS at a port of clear text." };
  }
  return {
    title: "The client left without a mail",
    text: "Nothing was refused. Perhaps the client only checks whether the server is there. Perhaps it misses AUTH or STARTTLS in the answer to EHLO.",
    choices: [
      "For AUTH, start the catcher with `--accept-any-auth`, or with `--user NAME:PASSWORD`",
      "For STARTTLS, start the catcher without `--no-starttls`",
    ],
  };
}
