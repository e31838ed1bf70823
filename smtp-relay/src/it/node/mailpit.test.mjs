// What Mailpit's own client makes of our answers.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { MailpitClient } from "mailpit-api";
import { send } from "./smtp.mjs";

const http = process.env.CATCHER_HTTP ?? "http://127.0.0.1:8025";
const [host, port] = (process.env.CATCHER_SMTP ?? "127.0.0.1:2525").split(":");
const mailpit = new MailpitClient(http);

const content = `From: "Shop" <shop@example.com>
To: Ada <ada@example.org>
Cc: cc@example.org
Reply-To: reply@example.com
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
Message-ID: <1@example.com>
List-Unsubscribe: <mailto:no@example.com>, <https://shop.example/no>
X-Tags: one, two
Date: Mon, 30 Nov 2026 12:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Hello Ada
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename=a.pdf

%PDF
--b--`.replaceAll("\n", "\r\n");

const order = () => send({ host, port }, {
  from: "bounce@example.com",
  to: ["ada@example.org", "cc@example.org", "blind@example.org"],
  content,
});

before(() => mailpit.deleteMessages());

test("the calls of Mailpit's client", async () => {
  order();
  const message = await mailpit.waitForMessage({ query: "to:ada@example.org is:unread has:attachment" });
  assert.equal(message.Subject, "Grüße");
  assert.deepEqual(message.From, { Name: "Shop", Address: "shop@example.com" });
  assert.deepEqual(message.To, [{ Name: "Ada", Address: "ada@example.org" }]);
  assert.deepEqual(message.Cc.map(one => one.Address), ["cc@example.org"]);
  assert.deepEqual(message.Bcc.map(one => one.Address), ["blind@example.org"]);
  assert.deepEqual(message.ReplyTo.map(one => one.Address), ["reply@example.com"]);
  assert.equal(message.ReturnPath, "bounce@example.com");
  assert.equal(message.MessageID, "1@example.com");
  assert.deepEqual(message.Tags, ["one", "two"]);
  assert.deepEqual(message.ListUnsubscribe.Links, ["mailto:no@example.com", "https://shop.example/no"]);
  assert.equal(new Date(message.Date).toISOString(), "2026-11-30T12:00:00.000Z");
  assert.match(message.Text, /^Hello Ada/);
  assert.equal(message.Attachments[0].FileName, "a.pdf");
  assert.equal(message.Attachments[0].Checksums.SHA256.length, 64);

  const part = await mailpit.getMessageAttachment(message.ID, message.Attachments[0].PartID);
  assert.equal(part.type, "application/pdf");
  assert.match(await part.text(), /^%PDF/);
  assert.match(await mailpit.getMessageSource(), /^From: "Shop"/);
  assert.deepEqual((await mailpit.getMessageHeaders())["Message-Id"], ["<1@example.com>"]);

  await order();
  const both = await mailpit.waitForMessages({ query: "subject:Grüße", count: 2 });
  assert.equal(both.messages_count, 2);
  assert.equal(both.messages_unread, 1);
  assert.deepEqual(both.messages.map(one => one.Read), [false, true]);
  assert.equal(both.messages[0].Attachments, 1);
  assert.match(both.messages[0].Snippet, /^Hello Ada/);
  const second = await mailpit.listMessages(1, 1);
  assert.deepEqual([second.total, second.start, second.messages[0].ID], [2, 1, message.ID]);

  const info = await mailpit.getInfo();
  assert.equal(info.Messages, 2);
  assert.ok(info.RuntimeStats.SMTPAccepted >= 2);
  await mailpit.deleteMessages({ IDs: [message.ID] });
  assert.equal((await mailpit.listMessages()).total, 1);
  await mailpit.deleteMessages();
  assert.equal((await mailpit.listMessages()).total, 0);
  await assert.rejects(mailpit.getMessageSummary(), /404/);
});

test("what is not there is said", async () => {
  await assert.rejects(mailpit.searchMessages({ query: "is:tagged" }), /400/);
  await assert.rejects(mailpit.getAttachmentThumbnail("1", "1"), /404/);
  await assert.rejects(mailpit.sendMessage({}), /404/);
});
