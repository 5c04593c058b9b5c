"""Judges recorded answers by the public document: judge_openapi_answers.py DOCUMENT ANSWERS

ANSWERS holds a JSON object a line: {"method", "target", "status", "headers", "body"}, header names in lower case. Every
answer must have a status, a type, headers and a body that the document declares; a member which the document does not
name is refused. Every operation must have been answered at least once with success and once with a problem.
"""
import copy
import json
import re
import sys

from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

document = json.load(open(sys.argv[1], encoding="utf-8"))
answers = [json.loads(line) for line in open(sys.argv[2], encoding="utf-8")]
wrong = [f"document: {error.message}" for error in OpenAPIV31SpecValidator(document).iter_errors()]

formats = FormatChecker()
# A format that the library can not check is passed in silence: these it must be able to check.
for name in ("uuid", "date-time", "date", "email"):
    if name not in formats.checkers:
        wrong.append(f"the judge does not know the format {name}")


def closed(node):
    """The same schemas with no member but those that they name."""
    if isinstance(node, dict):
        node = {key: closed(value) for key, value in node.items()}
        if isinstance(node.get("properties"), dict) and node["properties"]:
            node.setdefault("additionalProperties", False)
        return node
    return [closed(value) for value in node] if isinstance(node, list) else node


schemas = closed(copy.deepcopy(document["components"]["schemas"]))


def resolved(node):
    while "$ref" in node:
        target = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def faults_of_body(schema, body):
    root = {"components": {"schemas": schemas}, **closed(copy.deepcopy(schema))}
    for error in Draft202012Validator(root, format_checker=formats).iter_errors(body):
        yield f"{error.json_path}: {error.message[:300]}"


def operation_of(answer):
    path = answer["target"].split("?")[0]
    # An address without named parts wins over one that has some.
    for template in sorted(document["paths"], key=lambda text: text.count("{")):
        if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), path):
            operation = document["paths"][template].get(answer["method"].lower())
            if operation:
                return operation
    return None


def faults(answer, operation):
    declared = operation["responses"].get(str(answer["status"]))
    if declared is None:
        yield f"status {answer['status']} is not declared"
        return
    declared = resolved(declared)
    content = declared.get("content")
    if content is None:
        if answer["body"]:
            yield "a body where none is declared"
        return
    kind = answer["headers"].get("content-type", "").split(";")[0]
    if kind not in content:
        yield f"type {kind} is not declared"
        return
    if answer["status"] < 400:
        for name in declared.get("headers", {}):
            if name.lower() not in answer["headers"]:
                yield f"no header {name}"
    body = json.loads(answer["body"]) if kind.endswith("json") else answer["body"]
    yield from faults_of_body(content[kind]["schema"], body)
    if kind == "application/problem+json" and body.get("status") != answer["status"]:
        yield f"the problem says status {body.get('status')}"


succeeded, refused = set(), set()
for answer in answers:
    operation = operation_of(answer)
    line = f"{answer['method']} {answer['target']} {answer['status']}"
    if operation is None:
        wrong.append(f"{line}: no such operation")
        continue
    wrong += [f"{line}: {fault}" for fault in faults(answer, operation)]
    if 200 <= answer["status"] < 300:
        succeeded.add(operation["operationId"])
    elif 400 <= answer["status"] < 500:
        refused.add(operation["operationId"])
every = {operation["operationId"] for path in document["paths"].values() for operation in path.values()}
if every - succeeded:
    wrong.append(f"never with success: {sorted(every - succeeded)}")
if every - refused:
    wrong.append(f"never refused: {sorted(every - refused)}")
if wrong:
    sys.exit("\n".join(wrong))
print(f"{len(answers)} answers of {len(every)} operations")
