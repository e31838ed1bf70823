import json
import os
import smtplib
import threading
import unittest
import urllib.error
import urllib.request
from email.message import EmailMessage
from urllib.parse import urlencode

HTTP = os.environ.get("CATCHER_HTTP", "http://127.0.0.1:8025")
HOST, PORT = os.environ.get("CATCHER_SMTP", "127.0.0.1:2525").split(":")


def call(method, path, body=None, **parameters):
    """Calls the catcher's API; returns what it answers."""
    url = f"{HTTP}{path}?{urlencode(parameters)}"
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(url, data, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def register(address):
    """The program under test; it sends when it likes to."""
    mail = EmailMessage()
    mail["From"] = "shop@example.com"
    mail["To"] = address
    mail["Subject"] = "Welcome"
    mail.set_content("https://shop.example/confirm?code=42")
    with smtplib.SMTP(HOST, int(PORT), timeout=30) as smtp:
        smtp.send_message(mail)


class CatcherTest(unittest.TestCase):
    def setUp(self):
        call("DELETE", "/api/mails", all="true")

    def test_greets_a_new_customer(self):
        threading.Thread(target=register, args=["ada@example.org"]).start()
        mails = call("GET", "/api/mails", to="ada@example.org", wait="10s")["mails"]
        self.assertEqual("Welcome", mails[0]["subject"])
        mail = call("GET", f"/api/mails/{mails[0]['id']}")
        self.assertEqual(["https://shop.example/confirm?code=42"], [link["target"] for link in mail["links"]])

    def test_a_wait_in_vain_says_what_was_refused(self):
        call("POST", "/api/rules", {"rule": "rcpt:bob@example.org once=550 5.1.1 No such user"})
        with self.assertRaises(smtplib.SMTPRecipientsRefused):
            register("bob@example.org")
        with self.assertRaises(urllib.error.HTTPError) as failure:
            call("GET", "/api/mails", to="bob@example.org", wait="100ms")
        self.assertEqual(404, failure.exception.code)
        self.assertIn("No such user", json.load(failure.exception)["refused"][0]["reply"])


if __name__ == "__main__":
    unittest.main()
