// Sends a mail by SMTP, as an application would by nodemailer.
import net from "node:net";
import { createInterface } from "node:readline";

export async function send({ host, port }, { from, to, content }) {
  const socket = net.connect(port, host);
  const lines = createInterface(socket)[Symbol.asyncIterator]();
  const expect = async code => {
    let line;
    do {
      line = (await lines.next()).value ?? "the connection is closed";
    } while (line[3] === "-");
    if (!line.startsWith(code)) throw new Error(line);
  };
  const say = async (line, code) => {
    socket.write(`${line}\r\n`);
    await expect(code);
  };
  try {
    await expect("220");
    await say("EHLO client.example", "250");
    await say(`MAIL FROM:<${from}>`, "250");
    for (const one of to) await say(`RCPT TO:<${one}>`, "250");
    await say("DATA", "354");
    await say(`${content.replace(/^\./gm, "..")}\r\n.`, "250");
    await say("QUIT", "221");
  } finally {
    socket.destroy();
  }
}
