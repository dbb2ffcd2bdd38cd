#!/usr/bin/env python3
"""Checks an export of Maestro's audit chain, by other hands than Maestro's own.

    python3 tools/verify_audit.py audit.jsonl [--key audit-key.pub.pem ...]

Ends with 0 and a line of counts, or with 1 and the first record that is bad. Needs the standard library alone; the
signatures of heads are checked where the package `cryptography` is installed, and said to be unchecked where it is not.
The format is told in docs/reference/audit.md.
"""
import base64
import hashlib
import json
import sys

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
except ImportError:
    load_pem_public_key = None

ROOT_TYPE = "application/vnd.maestro.audit-root+json"
FIELDS = {
    "header": {"format", "tenant", "from", "prev_hash"},
    "key": {"key_id", "public_key"},
    "record": {"hash", "content"},
    "rows": {"part", "rows"},
    "root": {"content", "key_id", "signature"},
    "end": {"seq", "hash", "lines"},
}


class Bad(Exception):
    def __init__(self, seq, reason):
        super().__init__(reason)
        self.seq = seq


def canonical(value):
    """RFC 8785, for what an export holds: objects with ASCII keys, lists, texts, whole numbers and null."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(value):
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def no_floats(text):
    raise ValueError(f"{text} is not a whole number")


class Verifier:
    def __init__(self, pinned=()):
        self.pinned = {key_id(pem): pem for pem in pinned}
        self.header = self.record = self.end = None
        self.before, self.part, self.signed = "", 0, False
        self.keys, self.idle, self.missing, self.pruned = {}, set(), {}, set()
        self.lines = self.records = self.rows = self.roots = 0

    def seq(self):
        return self.record["seq"] if self.record else self.header["from"] if self.header else 1

    def need(self, condition, reason):
        if not condition:
            raise Bad(self.seq(), reason)

    def take(self, text):
        self.lines += 1
        try:
            line = json.loads(text, parse_float=no_floats, parse_constant=no_floats)
            kind = line.get("kind")
            self.need(canonical(line) == text and set(line) == FIELDS.get(kind, set()) | {"kind"}, "the line is not well formed")
            self.need(self.end is None and (kind == "header") == (self.header is None), "the line is out of order")
            getattr(self, "take_" + kind)(line)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            raise Bad(self.seq(), "the line is not well formed") from None

    def take_header(self, line):
        self.need(line["format"] == "maestro-audit/1", "the format is not known")
        self.header, self.before = line, line["prev_hash"]
        self.need(type(line["from"]) is int and line["from"] >= 1, "the first seq is no number")
        self.need(line["from"] > 1 or self.before == "0" * 64, "the chain does not begin at its genesis")

    def take_key(self, line):
        self.need(self.record is None and all(known < line["key_id"] for known in self.keys), "a key is out of order")
        self.need(key_id(line["public_key"]) == line["key_id"], "the key is not the one its id names")
        self.keys[line["key_id"]] = line["public_key"]
        self.idle.add(line["key_id"])

    def take_record(self, line):
        self.close_parts()
        last, content = self.record, line["content"]
        expected = last["seq"] + 1 if last else self.header["from"]
        self.record = {**content, "seq": expected}
        self.need(type(content["seq"]) is int and content["seq"] == expected, "the record is missing or out of order")
        self.need(sha256(content) == line["hash"], "the content of the record was changed")
        self.need(content["prev_hash"] == self.before, "the record does not follow on the one before")
        self.need(content["v"] == 1 and content["tenant"] == self.header["tenant"], "the record is of another chain")
        self.need(not last or content["at"] >= last["at"], "the record is dated before the one before")
        self.need(int(content["after"]) < int(content["upto"]), "the record stands for nothing")
        self.need(not last or int(content["after"]) >= int(last["upto"]), "the record is out of order")
        self.before, self.part, self.signed = line["hash"], 0, False
        self.records += 1

    def take_rows(self, line):
        self.need(self.record and not self.signed and line["part"] >= self.part, "rows are there twice or out of order")
        self.close_parts(line["part"])
        kind, key, count, digest = self.record["parts"][line["part"]]
        self.part += 1
        self.need(len(line["rows"]) == count and sha256(line["rows"]) == digest, f"the rows of {kind} {key} were changed")
        self.rows += count
        for row in line["rows"] if kind == "entry" else []:
            if row[4] == "run.pruned":
                self.pruned.update(json.loads(row[6])["runs"])

    def take_root(self, line):
        self.close_parts()
        content, record = line["content"], self.record
        self.need(record and not self.signed, "a signed head stands twice or out of order")
        self.need(content["seq"] == record["seq"] and content["hash"] == self.before and content["v"] == 1
                  and content["tenant"] == record["tenant"] and content["at"] >= record["at"], "the signed head is another's")
        self.need(line["key_id"] in self.keys, "the key of the signed head is missing")
        self.need(not self.pinned or line["key_id"] in self.pinned, "the signed head is signed by a key that is not pinned")
        self.need(bytes.fromhex(line["signature"]).hex() == line["signature"], "the signature is not lower-case hex")
        self.need(is_signed(self.keys[line["key_id"]], line), "the signature of the head does not hold")
        self.idle.discard(line["key_id"])
        self.signed = True
        self.roots += 1

    def take_end(self, line):
        self.close_parts()
        head = self.record["seq"] if self.record else self.header["from"] - 1
        self.need(line["seq"] == head and line["hash"] == self.before, "the export does not end with its last record")
        self.end = line

    def close_parts(self, upto=None):
        parts = self.record["parts"] if self.record else []
        for kind, key, _, _ in parts[self.part:upto]:
            self.need(kind == "run", f"the rows of {kind} {key} are missing")
            self.missing.setdefault(key, self.record["seq"])
        self.part = len(parts) if upto is None else upto

    def finish(self):
        self.need(self.end is not None, "the export was cut off: it has no end")
        for run, seq in self.missing.items():
            if run not in self.pruned:
                raise Bad(seq, f"the rows of run {run} are missing, and no sealed entry says that it was pruned")
        self.need(self.end["lines"] == self.lines, "lines are missing or too many")
        self.need(not self.idle, "a key signed nothing")


def key_id(pem):
    body = "".join(pem.strip().splitlines()[1:-1])
    der = base64.b64decode(body, validate=True)
    wrapped = "\n".join(body[i:i + 64] for i in range(0, len(body), 64))
    if pem.strip() != f"-----BEGIN PUBLIC KEY-----\n{wrapped}\n-----END PUBLIC KEY-----":
        raise ValueError("not a public key in PEM")
    return hashlib.sha256(der).hexdigest()[:16]


def is_signed(pem, root):
    if load_pem_public_key is None:
        return True
    payload = canonical(root["content"]).encode()
    signed = f"DSSEv1 {len(ROOT_TYPE)} {ROOT_TYPE} {len(payload)} ".encode() + payload
    try:
        load_pem_public_key(pem.encode()).verify(bytes.fromhex(root["signature"]), signed)
        return True
    except InvalidSignature:
        return False


def main(arguments):
    pinned = [open(name, encoding="utf-8").read() for flag, name in zip(arguments[1:], arguments[2:]) if flag == "--key"]
    verifier = Verifier(pinned)
    try:
        with open(arguments[0], encoding="utf-8", newline="\n") as lines:
            for line in lines:
                verifier.take(line.removesuffix("\n"))
        verifier.finish()
    except Bad as bad:
        print(f"record {bad.seq}: {bad}")
        return 1
    unchecked = ", signatures unchecked" if load_pem_public_key is None else ""
    print(f"{verifier.records} records, {verifier.rows} rows, {verifier.roots} signed heads{unchecked}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
