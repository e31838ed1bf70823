// What failed, in words: what it means, and the remedy.

const RULES = [
  {
    when: attempt => attempt.reason.includes("(fault "),
    title: "A rule refused this on purpose",
    text: "A rule of this catcher did it. If you do not test this just now, remove the rule.",
    link: ["#/rules", "Go to the rules"],
  },
  {
    when: attempt => attempt.phase === "tls-handshake" && /timed out|timeout/i.test(attempt.reason),
    title: "The TLS handshake took too long",
    text: "The client began TLS and fell silent. Does it speak clear text at a port that begins with TLS? Then use the other port, or STARTTLS.",
  },
  {
    when: attempt => attempt.phase === "tls-handshake" && /unrecognized ssl message|plaintext/i.test(attempt.reason),
    title: "Clear text at a port of TLS",
    text: "This port begins with TLS (SMTPS), and the client speaks clear text. Set the client to SSL/TLS, or give it the port that offers STARTTLS.",
  },
  {
    when: attempt => attempt.phase === "tls-handshake" && /cipher suites in common|protocol_version|supported_versions|protocol version/i.test(attempt.reason),
    title: "No common version or cipher of TLS",
    text: "Client and server have no version or cipher of TLS in common. Let the client speak TLS 1.2 or 1.3.",
  },
  {
    when: attempt => attempt.phase === "tls-handshake",
    title: "The client did not trust the server's certificate",
    text: "Add the certificate to the client's trust store, or start the catcher with --tls-cert and --tls-key and a certificate that the client trusts, or with --no-starttls if the client may do without TLS. The client gave up in the TLS handshake, before any mail. Most often it does not know the certificate, which this catcher makes for itself at its start, or expects another host name in it.",
  },
  {
    when: attempt => replyOf(attempt).includes("speaks clear text"),
    title: "TLS at a port of clear text",
    text: "The client began with TLS at once, and this port begins in clear text. Set the client to STARTTLS or to no encryption, or give it the port of --listen-tls.",
  },
  {
    when: attempt => replyOf(attempt).includes("not HTTP"),
    title: "This was HTTP, and no mail program",
    text: "A browser or a health check asked the port of SMTP. This page has its own port; /health answers health checks there.",
  },
  {
    when: attempt => code(attempt) === "535",
    title: "Wrong user or password",
    text: "The server does not know this user with this password. Give the client what stands behind --user, or start the catcher with --user NAME:PASSWORD for what the client sends, or with --accept-any-auth.",
  },
  {
    when: attempt => code(attempt) === "538",
    title: "AUTH without TLS",
    text: "The server accepts this kind of AUTH under TLS only. Let the client use STARTTLS, or start the catcher with --allow-plain-auth or --accept-any-auth.",
  },
  {
    when: attempt => code(attempt) === "530" && /starttls/i.test(replyOf(attempt)),
    title: "TLS is required first",
    text: "The client sent mail without STARTTLS. Let it use STARTTLS, or start the catcher without --require-tls.",
  },
  {
    when: attempt => code(attempt) === "530",
    title: "AUTH is required first",
    text: "The client sent mail without AUTH. Give it a user and a password, or start the catcher without --require-auth.",
  },
  {
    when: attempt => attempt.phase === "auth" && ["500", "502", "503", "504"].includes(code(attempt)),
    title: "AUTH, or this kind of it, is not offered here",
    text: "Start the catcher with --accept-any-auth, or with --user NAME:PASSWORD; without TLS with --allow-plain-auth too.",
  },
  {
    when: attempt => attempt.reply === null && attempt.phase === "auth",
    title: "The client broke AUTH off",
    text: "It began to authenticate and left before the end. Its own log tells why.",
  },
  {
    when: attempt => attempt.reply === null && /time|silent|slow/i.test(attempt.reason),
    title: "The client was silent for too long",
    text: "The server waited, and closed the connection. Does the client wait for something, or hang? --idle-timeout is the time that it has.",
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
    text: "It is larger than the server accepts. Send less, or start the catcher with a larger --max-message-size.",
  },
  {
    when: attempt => ["500", "501", "502", "503", "504", "553", "555"].includes(code(attempt)),
    title: "The server did not understand, or not at this point",
    text: "The command is not valid SMTP, or comes out of order. The reply says what is wrong with it; most often it is an address. Start the catcher with --lenient if the client cannot be mended.",
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

// Returns title, text and perhaps a link for what failed.
export const explain = attempt => RULES.find(rule => rule.when(attempt));

// Tells why a session without a failure has no mail, if it tells anything.
export function explainSilence(session) {
  if (session.mailCount > 0 || session.failedAttemptCount > 0 || session.ending === null) {
    return null;
  }
  if (session.commands.includes("MAIL")) {
    return ["A mail was begun and given up", "The client sent RSET or QUIT before the content. Its own log tells why."];
  }
  if (session.commands.length === 0) {
    return ["Nothing was said", "Something opened the port and closed it: a port check, or a client that waits for TLS at a port of clear text."];
  }
  return [
    "The client left without a mail",
    "Nothing was refused. Perhaps it misses an extension in the answer to EHLO: AUTH (start the catcher with --accept-any-auth, or with --user NAME:PASSWORD) or STARTTLS (start it without --no-starttls). Perhaps it only checks whether the server is there.",
  ];
}
