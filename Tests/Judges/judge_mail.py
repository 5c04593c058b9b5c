"""Judges mails: FOLDER holds N.eml beside N.json, which says what the mail must hold after decoding.

Prints one line a fault, or how many mails were without one.
"""

import email
import email.errors
import email.header
import email.policy
import email.utils
import json
import pathlib
import re
import sys


def faults(raw, expected):
    if re.search(rb"(?<!\r)\n|\r(?!\n)", raw):
        yield "a line that does not end in CRLF"
    if any(byte > 126 or (byte < 32 and byte not in b"\r\n\t") for byte in raw):
        yield "a byte that is not printable ASCII"
    head, _, body = raw.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        unfolded = line.startswith((b"List-", b"Message-ID", b"To:"))
        if len(line) > (998 if unfolded else 76):
            yield f"a header line of {len(line)} bytes"
    if any(len(line) > 76 for line in body.split(b"\r\n")):
        yield "a body line over 76 bytes"
    for word in re.findall(rb"=\?UTF-8\?B\?[^?]*\?=", head):
        if len(word) > 75:
            yield "an encoded word over 75 bytes"
        try:
            email.header.decode_header(word.decode())[0][0].decode("utf-8")
        except UnicodeDecodeError:
            yield "an encoded word that cuts a character"
    for name in (b"List-Id", b"List-Unsubscribe", b"List-Unsubscribe-Post"):
        if not re.search(rb"(?m)^" + name + rb": [^\r]+\r\n(?![ \t])", head + b"\r\n"):
            yield f"{name.decode()} is folded or missing"

    mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
    for part in mail.walk():
        yield from (f"defect {defect!r}" for defect in part.defects)
        for name, value in part.items():
            yield from (
                f"defect in {name}: {defect!r}"
                for defect in getattr(value, "defects", ())
                # Of the text itself, which is to come back as it was.
                if not (isinstance(defect, email.errors.NonPrintableDefect) and "\x7f" in expected["subject"])
            )

    def compare(what, got, wanted):
        if got != wanted:
            yield f"{what} is {got!r}, not {wanted!r}"

    yield from compare("Subject", mail["Subject"], expected["subject"])
    # policy.SMTP wrongly keeps the space between two encoded words of a display name; decode_header does not.
    plain = email.message_from_bytes(raw)
    name, address = email.utils.parseaddr(plain["From"].replace("\r\n", ""))
    name = str(email.header.make_header(email.header.decode_header(name)))
    yield from compare("From", (name, address), (expected["fromName"], "news@us.example"))
    yield from compare("From", [a.addr_spec for a in mail["From"].addresses], ["news@us.example"])
    name = plain["List-Id"].rpartition(" <")[0]
    name = email.utils.unquote(name) if name.startswith('"') else str(email.header.make_header(email.header.decode_header(name)))
    yield from compare("List-Id", name, expected["listName"])
    yield from compare("To", [a.addr_spec for a in mail["To"].addresses], ["ana@there.example"])
    yield from compare("Date", int(mail["Date"].datetime.timestamp()), expected["date"])
    yield from compare("Message-ID", mail["Message-ID"], f"<{expected['messageID']}>")
    yield from compare("MIME-Version", mail["MIME-Version"], "1.0")

    parts = list(mail.iter_parts()) if mail.is_multipart() else [mail]
    wanted = [("text/plain", expected["text"])]
    if expected.get("html") is not None:
        wanted.append(("text/html", expected["html"]))
        yield from compare("type", mail.get_content_type(), "multipart/alternative")
    yield from compare("parts", [part.get_content_type() for part in parts], [kind for kind, _ in wanted])
    for part, (kind, text) in zip(parts, wanted):
        # A line feed travels as CRLF; a single part ends with the mail's own last line end.
        got = part.get_payload(decode=True).decode("utf-8").replace("\r\n", "\n")
        if not mail.is_multipart():
            got = got.removesuffix("\n")
        yield from compare(kind, got, text.replace("\r\n", "\n"))


def main(folder):
    files = sorted(pathlib.Path(folder).glob("*.eml"))
    found = 0
    for file in files:
        expected = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        for fault in faults(file.read_bytes(), expected):
            found += 1
            print(f"{file.name} ({expected['subject'][:40]!r}): {fault}")
    if found == 0:
        print(f"{len(files)} mails, no fault")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
