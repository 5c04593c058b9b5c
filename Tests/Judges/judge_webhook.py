"""Verifies one signed webhook: FOLDER holds the body and headers.json with headers and keys.

`v1` is judged by the package standardwebhooks, which skips `v1a`; that one is judged by openssl.
"""

import base64
import json
import pathlib
import subprocess
import sys

import standardwebhooks

# What precedes the 32 bytes of an Ed25519 key in its DER form (RFC 8410).
ED25519_DER = bytes.fromhex("302a300506032b6570032100")


def verified_by_openssl(folder, headers, body):
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    signature = next(s[4:] for s in headers["webhook-signature"].split() if s.startswith("v1a,"))
    key = base64.b64decode(headers["public_key"].removeprefix("whpk_"))
    (folder / "key.der").write_bytes(ED25519_DER + key)
    (folder / "signed").write_bytes(signed)
    (folder / "signature").write_bytes(base64.b64decode(signature))
    command = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER"]
    files = ["-inkey", folder / "key.der", "-in", folder / "signed", "-sigfile", folder / "signature"]
    return subprocess.run(command + files, capture_output=True).returncode == 0


def main(folder):
    headers = json.loads((folder / "headers.json").read_text())
    body = (folder / "body").read_bytes()
    webhook = standardwebhooks.Webhook(headers["secret"])
    webhook.verify(body, headers)
    print("v1 verified")
    if verified_by_openssl(folder, headers, body):
        print("v1a verified")
    changed = body.replace(b"published", b"cancelled")
    try:
        webhook.verify(changed, headers)
    except standardwebhooks.WebhookVerificationError:
        if not verified_by_openssl(folder, headers, changed):
            print("changed body refused")


main(pathlib.Path(sys.argv[1]))
