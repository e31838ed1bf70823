import assert from "node:assert/strict";
import { before, test } from "node:test";
import { send } from "./smtp.mjs";

const http = process.env.CATCHER_HTTP ?? "http://127.0.0.1:8025";
const [host, port] = (process.env.CATCHER_SMTP ?? "127.0.0.1:2525").split(":");

// The program under test; it sends when it likes to.
const register = address => send({ host, port }, {
  from: "shop@example.com",
  to: [address],
  content: `From: shop@example.com\r\nTo: ${address}\r\nSubject: Welcome\r\n\r\nhttps://shop.example/confirm?code=42`,
});

before(() => fetch(`${http}/api/mails?all=true`, { method: "DELETE" }));

test("greets a new customer", async () => {
  register("ada@example.org");
  const answer = await fetch(`${http}/api/mails?to=ada@example.org&wait=10s`);
  const { mails } = await answer.json();
  assert.equal(mails[0].subject, "Welcome");
  const mail = await (await fetch(`${http}/api/mails/${mails[0].id}`)).json();
  assert.deepEqual(mail.links.map(link => link.target), ["https://shop.example/confirm?code=42"]);
});

test("a wait in vain says what came instead, and what was refused", async () => {
  const rule = { method: "POST", body: JSON.stringify({ rule: "rcpt:bob@example.org once=550 5.1.1 No such user" }) };
  assert.equal((await fetch(`${http}/api/rules`, rule)).status, 201);
  await assert.rejects(register("bob@example.org"), /No such user/);
  const answer = await fetch(`${http}/api/mails?to=bob@example.org&wait=100ms`);
  assert.equal(answer.status, 404);
  const { mails, others, refused } = await answer.json();
  assert.equal(mails.length, 0);
  assert.deepEqual(others[0].to, ["ada@example.org"]);
  assert.match(refused[0].reply, /550 5\.1\.1 No such user/);
});
