"""Reads mails with Python's own parser and prints them as JSON lines: recipient, subject, headers, text, html."""
import email
import email.policy
import json
import sys

for path in sys.argv[1:]:
    with open(path, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.SMTP)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    print(json.dumps({
        "recipient": str(mail["X-Sink-RcptTo"]),
        "subject": str(mail["Subject"]),
        "headers": {name.lower(): str(value) for name, value in mail.items()},
        "text": text.get_content() if text else "",
        "html": html.get_content() if html else "",
    }))
